package im.rpc.user.profile;

import im.proto.sdkws.UserInfo;
import im.proto.sdkws.UserInfoWithEx;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// What is to change of a profile; null leaves what is there.
public record ProfilePatch(
    @Nullable String nickname,
    @Nullable String faceURL,
    @Nullable String ex,
    @Nullable Integer globalRecvMsgOpt) {
  /// Changes nothing.
  public static final ProfilePatch NONE = new ProfilePatch(null, null, null, null);

  /// Changes what `asked` fills: empty text and 0 leave what is there.
  public static ProfilePatch filled(UserInfo asked) {
    int opt = asked.getGlobalRecvMsgOpt();
    return new ProfilePatch(
        filled(asked.getNickname()),
        filled(asked.getFaceURL()),
        filled(asked.getEx()),
        opt == 0 ? null : opt);
  }

  /// Changes nickname and face where they are not empty.
  public static ProfilePatch filled(String nickname, String faceURL) {
    return new ProfilePatch(filled(nickname), filled(faceURL), null, null);
  }

  /// Changes what `asked` names, to empty text and 0 too.
  public static ProfilePatch named(UserInfoWithEx asked) {
    return new ProfilePatch(
        asked.hasNickname() ? asked.getNickname().getValue() : null,
        asked.hasFaceURL() ? asked.getFaceURL().getValue() : null,
        asked.hasEx() ? asked.getEx().getValue() : null,
        asked.hasGlobalRecvMsgOpt() ? asked.getGlobalRecvMsgOpt().getValue() : null);
  }

  /// Changes the receive option alone.
  public static ProfilePatch recvOpt(int opt) {
    return new ProfilePatch(null, null, null, opt);
  }

  /// The user once this is done to him.
  public User applyTo(User user) {
    return new User(
        user.userID(),
        nickname == null ? user.nickname() : nickname,
        faceURL == null ? user.faceURL() : faceURL,
        ex == null ? user.ex() : ex,
        user.appMangerLevel(),
        globalRecvMsgOpt == null ? user.globalRecvMsgOpt() : globalRecvMsgOpt,
        user.createTime());
  }

  /// The part of this that is done to `user`: another change may have been made to some of it
  /// since.
  ProfilePatch inPlace(User user) {
    return new ProfilePatch(
        user.nickname().equals(nickname) ? nickname : null,
        user.faceURL().equals(faceURL) ? faceURL : null,
        user.ex().equals(ex) ? ex : null,
        globalRecvMsgOpt != null && globalRecvMsgOpt == user.globalRecvMsgOpt()
            ? globalRecvMsgOpt
            : null);
  }

  /// The patch that [#toFields()] wrote down.
  static ProfilePatch ofFields(Document fields) {
    return new ProfilePatch(
        fields.getString(User.NICKNAME),
        fields.getString(User.FACE_URL),
        fields.getString(User.EX),
        fields.getInteger(User.RECV_OPT));
  }

  Document toFields() {
    Document fields = new Document();
    put(fields, User.NICKNAME, nickname);
    put(fields, User.FACE_URL, faceURL);
    put(fields, User.EX, ex);
    put(fields, User.RECV_OPT, globalRecvMsgOpt);
    return fields;
  }

  private static void put(Document fields, String name, @Nullable Object value) {
    if (value != null) {
      fields.append(name, value);
    }
  }

  private static @Nullable String filled(String text) {
    return text.isEmpty() ? null : text;
  }
}
