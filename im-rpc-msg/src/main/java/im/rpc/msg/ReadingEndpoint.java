package im.rpc.msg;

import static im.common.rpc.Replies.reply;

import im.proto.ext.GetGroupReadCursorsReq;
import im.proto.ext.GetGroupReadCursorsResp;
import im.proto.ext.readingGrpc.readingImplBase;
import im.rpc.msg.read.GroupReadCursors;
import io.grpc.stub.StreamObserver;

/// The gRPC service `im.ext.reading`: what is told of reading beyond the reference.
final class ReadingEndpoint extends readingImplBase {
  private final GroupReadCursors groups;

  ReadingEndpoint(GroupReadCursors groups) {
    this.groups = groups;
  }

  @Override
  public void getGroupReadCursors(
      GetGroupReadCursorsReq request, StreamObserver<GetGroupReadCursorsResp> out) {
    reply(out, groups.page(request));
  }
}
