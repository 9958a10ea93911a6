package im.api;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.rpc.Replies;
import im.common.rpc.ServiceName;
import im.proto.ext.GetGroupReadCursorsReq;
import im.proto.ext.GetGroupReadCursorsResp;
import im.proto.ext.GroupReadCursor;
import im.proto.ext.readingGrpc.readingImplBase;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The route beyond the reference, when it is asked for; `ApiServiceTest` has it off.
class GroupReadCursorsTest {
  private static final String PATH = "/msg/get_group_read_cursors";

  /// Answers with what it was asked for.
  private static final class Reading extends readingImplBase {
    @Override
    public void getGroupReadCursors(
        GetGroupReadCursorsReq request, StreamObserver<GetGroupReadCursorsResp> out) {
      Replies.reply(
          out,
          GetGroupReadCursorsResp.newBuilder()
              .setTotal(request.getPagination().getShowNumber())
              .addCursors(
                  GroupReadCursor.newBuilder()
                      .setUserID(request.getGroupID())
                      .setHasReadSeq(request.getSeq()))
              .build());
    }
  }

  @Test
  void theRouteIsServedWhenItIsAskedFor() throws Exception {
    try (ApiFixture api = new ApiFixture(Map.of("openim-api.yml/api.groupReadCursors", true))) {
      api.serve(ServiceName.MSG, new Reading());
      ApiFixture.Answer answer =
          api.post(
              PATH,
              "{\"groupID\":\"g\",\"seq\":7,\"pagination\":{\"pageNumber\":1,\"showNumber\":100}}",
              "u1");
      assertThat(answer.json().get("data").toString())
          .isEqualTo("{\"total\":100,\"cursors\":[{\"userID\":\"g\",\"hasReadSeq\":7}]}");
      for (String wrong :
          new String[] {
            "{\"pagination\":{\"pageNumber\":1,\"showNumber\":1}}",
            "{\"groupID\":\"g\"}",
            "{\"groupID\":\"g\",\"pagination\":{\"pageNumber\":0,\"showNumber\":1}}",
            "{\"groupID\":\"g\",\"pagination\":{\"pageNumber\":1,\"showNumber\":1001}}",
            "{\"groupID\":\"g\",\"seq\":-1,\"pagination\":{\"pageNumber\":1,\"showNumber\":1}}"
          }) {
        assertThat(api.post(PATH, wrong, "u1").errCode()).as(wrong).isEqualTo(1001);
      }
    }
  }
}
