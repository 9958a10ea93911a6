package im.api;

import static org.assertj.core.api.Assertions.assertThat;

import im.api.ApiFixture.Answer;
import im.common.error.ErrorCode;
import im.common.rpc.Replies;
import im.common.rpc.ServiceName;
import im.proto.third.AccessURLReq;
import im.proto.third.AccessURLResp;
import im.proto.third.InitiateMultipartUploadReq;
import im.proto.third.InitiateMultipartUploadResp;
import im.proto.third.thirdGrpc.thirdImplBase;
import io.grpc.stub.StreamObserver;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectRoutesTest {
  private static ApiFixture api;

  /// Has every object but those that are named after an error; gives uploads their address at once.
  private static final class Third extends thirdImplBase {
    @Override
    public void accessURL(AccessURLReq request, StreamObserver<AccessURLResp> out) {
      String url =
          switch (request.getName()) {
            case "1001" -> throw ErrorCode.ARGS.because("secret");
            case "1004" -> throw ErrorCode.RECORD_NOT_FOUND.because("secret");
            case "500" -> throw new IllegalStateException("secret");
            default -> "http://store/" + request.getName() + request.getQueryOrDefault("type", "");
          };
      Replies.reply(out, AccessURLResp.newBuilder().setUrl(url).build());
    }

    @Override
    public void initiateMultipartUpload(
        InitiateMultipartUploadReq request, StreamObserver<InitiateMultipartUploadResp> out) {
      String url = request.getUrlPrefix() + request.getName();
      Replies.reply(out, InitiateMultipartUploadResp.newBuilder().setUrl(url).build());
    }
  }

  @BeforeAll
  static void start() throws Exception {
    api = new ApiFixture();
    api.serve(ServiceName.THIRD, new Third());
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void sendsOnToTheStoreWithoutToken() throws Exception {
    Answer answer = get("/object/ann/a%20b.png?type=image");

    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("Location")).isEqualTo("http://store/ann/a b.pngimage");
  }

  @ParameterizedTest
  @CsvSource({"1001, 400", "1004, 404", "500, 500"})
  void saysInPlainTextWhatFails(String name, int status) throws Exception {
    Answer answer = get("/object/" + name);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("text/plain");
    assertThat(answer.text()).contains(name).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource({"http://im.example, http://im.example", "http://im.example/, http://im.example"})
  void saysWhereAnUploadIsFound(String header, String base) throws Exception {
    String body = "{\"name\":\"ann/a\",\"urlPrefix\":\"http://elsewhere/\"}";
    Answer named =
        api.post("/object/initiate_multipart_upload", body, "u1", "X-Request-Api", header);
    Answer reached = api.post("/object/initiate_multipart_upload", body, "u1");

    assertThat(named.json().at("/data/url").asText()).isEqualTo(base + "/object/ann/a");
    assertThat(reached.json().at("/data/url").asText())
        .matches("http://127\\.0\\.0\\.1:\\d+/object/ann/a");
  }

  private static Answer get(String path) throws Exception {
    return api.send("GET", path, new byte[0], List.of());
  }
}
