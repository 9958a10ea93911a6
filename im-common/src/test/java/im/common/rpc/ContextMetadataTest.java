package im.common.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.context.RequestContext;
import io.grpc.Metadata;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContextMetadataTest {
  private static final Metadata.Key<String> OPERATION_ID =
      Metadata.Key.of("operationID", Metadata.ASCII_STRING_MARSHALLER);

  @ParameterizedTest
  @ValueSource(strings = {"op-1", "", "操作 é😀", " op ", "%utf8%op", "a\nb", "50%"})
  void whateverAnOperationIsCalledItArrives(String operationID) {
    RequestContext context = new RequestContext(operationID, "Änn", "Web", "c1", true);
    Metadata headers = new Metadata();
    ContextMetadata.write(context, headers);
    String sent = headers.get(OPERATION_ID);
    assertThat(sent == null ? "" : sent).matches("[!-~]*");
    assertThat(ContextMetadata.read(headers)).isEqualTo(context);
  }
}
