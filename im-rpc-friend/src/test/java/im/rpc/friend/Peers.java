package im.rpc.friend;

import static im.common.rpc.Replies.reply;

import im.proto.msg.SendMsgReq;
import im.proto.msg.SendMsgResp;
import im.proto.msg.msgGrpc.msgImplBase;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.UserInfo;
import im.proto.user.getDesignateUsersReq;
import im.proto.user.getDesignateUsersResp;
import im.proto.user.userGrpc.userImplBase;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Stand-ins for rpc-msg, which remembers the notifications, and rpc-user.
final class Peers {
  final BlockingQueue<MsgData> sent = new LinkedBlockingQueue<>();

  /// The next notification of a type from a user whose id begins with `prefix`; an error when none
  /// comes within a minute.
  MsgData nextNotification(String prefix, int contentType) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      MsgData next = sent.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        throw new AssertionError("no " + contentType + " of " + prefix + " within a minute");
      }
      if (next.getSendID().startsWith(prefix) && next.getContentType() == contentType) {
        return next;
      }
    }
  }

  /// Everybody exists whose id does not begin with `nobody`.
  static final class User extends userImplBase {
    @Override
    public void getDesignateUsers(
        getDesignateUsersReq request, StreamObserver<getDesignateUsersResp> out) {
      getDesignateUsersResp.Builder users = getDesignateUsersResp.newBuilder();
      for (String id : request.getUserIDsList()) {
        if (!id.startsWith("nobody")) {
          users.addUsersInfo(profile(id));
        }
      }
      reply(out, users.build());
    }

    static UserInfo profile(String id) {
      return UserInfo.newBuilder()
          .setUserID(id)
          .setNickname("name of " + id)
          .setFaceURL("face")
          .setEx("ux")
          .setCreateTime(1)
          .setAppMangerLevel(1)
          .build();
    }
  }

  final class Msg extends msgImplBase {
    @Override
    public void sendMsg(SendMsgReq request, StreamObserver<SendMsgResp> out) {
      sent.add(request.getMsgData());
      reply(out, SendMsgResp.getDefaultInstance());
    }
  }
}
