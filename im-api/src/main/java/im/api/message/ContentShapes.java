package im.api.message;

import im.api.message.ContentShape.Flag;
import im.api.message.ContentShape.Many;
import im.api.message.ContentShape.Optional;
import im.api.message.ContentShape.Struct;
import im.api.message.ContentShape.Text;
import im.api.message.ContentShape.Whole;
import im.common.message.ContentType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The content that the send routes accept, by content type (`reference/rest-api.md` 4.1.1).
final class ContentShapes {
  private static final int MOST_AT_USERS = 1000;
  private static final int MOST_MIX_TYPE = 5;

  private static final ContentShape TEXT = new Text(false);
  private static final ContentShape TEXT_REQUIRED = new Text(true);
  private static final ContentShape NUMBER = new Whole(false, Long.MIN_VALUE, Long.MAX_VALUE);
  private static final ContentShape NUMBER_REQUIRED =
      new Whole(true, Long.MIN_VALUE, Long.MAX_VALUE);
  private static final ContentShape POSITIVE = new Whole(true, 1, Long.MAX_VALUE);

  private static final Struct WITH_CONTENT = new Struct(Map.of("content", TEXT_REQUIRED));

  private static final Struct PICTURE_INFO =
      new Struct(Map.of())
          .with("uuid", TEXT)
          .with("type", TEXT_REQUIRED)
          .with("size", NUMBER)
          .with("width", NUMBER_REQUIRED)
          .with("height", NUMBER_REQUIRED)
          .with("url", TEXT_REQUIRED);

  private static final Struct PICTURE =
      new Struct(Map.of())
          .with("sourcePath", TEXT)
          .with("sourcePicture", PICTURE_INFO)
          .with("bigPicture", PICTURE_INFO)
          .with("snapshotPicture", PICTURE_INFO);

  private static final Struct VOICE =
      new Struct(Map.of())
          .with("uuid", TEXT)
          .with("soundPath", TEXT)
          .with("sourceUrl", TEXT_REQUIRED)
          .with("dataSize", NUMBER)
          .with("duration", POSITIVE);

  private static final Struct VIDEO =
      new Struct(Map.of())
          .with("videoPath", TEXT)
          .with("videoUUID", TEXT)
          .with("videoUrl", TEXT_REQUIRED)
          .with("videoType", TEXT_REQUIRED)
          .with("videoSize", NUMBER_REQUIRED)
          .with("duration", NUMBER_REQUIRED)
          .with("snapshotPath", TEXT)
          .with("snapshotUUID", TEXT)
          .with("snapshotSize", NUMBER)
          .with("snapshotUrl", TEXT_REQUIRED)
          .with("snapshotWidth", NUMBER_REQUIRED)
          .with("snapshotHeight", NUMBER_REQUIRED);

  private static final Struct FILE =
      new Struct(Map.of())
          .with("filePath", TEXT)
          .with("uuid", TEXT)
          .with("sourceUrl", TEXT_REQUIRED)
          .with("fileName", TEXT_REQUIRED)
          .with("fileSize", NUMBER_REQUIRED);

  private static final Struct CUSTOM =
      new Struct(Map.of())
          .with("data", TEXT_REQUIRED)
          .with("description", TEXT)
          .with("extension", TEXT);

  private static final ContentShape QUOTED_MESSAGE = new Optional(ContentShapes::message);

  private static final Struct AT =
      new Struct(Map.of())
          .with("text", TEXT)
          .with("atUserList", new Many(TEXT, true, MOST_AT_USERS))
          .with(
              "atUsersInfo",
              new Many(
                  new Struct(Map.of("atUserID", TEXT, "groupNickname", TEXT)),
                  false,
                  Integer.MAX_VALUE))
          .with("quoteMessage", QUOTED_MESSAGE)
          .with("isAtSelf", new Flag());

  private static final Struct QUOTE =
      new Struct(Map.of()).with("text", TEXT).with("quoteMessage", QUOTED_MESSAGE);

  private static final Struct OA_NOTIFICATION =
      new Struct(Map.of())
          .with("notificationName", TEXT_REQUIRED)
          .with("notificationFaceURL", TEXT)
          .with("notificationType", NUMBER_REQUIRED)
          .with("text", TEXT_REQUIRED)
          .with("url", TEXT)
          .with("mixType", new Whole(false, 0, MOST_MIX_TYPE))
          .with("ex", TEXT)
          .with("pictureElem", new Optional(() -> PICTURE))
          .with("soundElem", new Optional(() -> VOICE))
          .with("videoElem", new Optional(() -> VIDEO))
          .with("fileElem", new Optional(() -> FILE));

  private static final Map<Integer, ContentShape> BY_TYPE =
      Map.of(
          ContentType.TEXT, WITH_CONTENT,
          ContentType.PICTURE, PICTURE,
          ContentType.VOICE, VOICE,
          ContentType.VIDEO, VIDEO,
          ContentType.FILE, FILE,
          ContentType.AT_TEXT, AT,
          ContentType.CUSTOM, CUSTOM,
          ContentType.QUOTE, QUOTE,
          ContentType.MARKDOWN, WITH_CONTENT,
          ContentType.OA_NOTIFICATION, OA_NOTIFICATION);

  private ContentShapes() {}

  /// The shape of a content type, or null when the routes do not send that type.
  static @Nullable ContentShape of(int contentType) {
    return BY_TYPE.get(contentType);
  }

  /// A message inside a message; refers back to the shapes that hold one.
  private static ContentShape message() {
    return new Struct(Map.of())
        .with("clientMsgID", TEXT)
        .with("serverMsgID", TEXT)
        .with("sendID", TEXT)
        .with("recvID", TEXT)
        .with("groupID", TEXT)
        .with("contentType", NUMBER)
        .with("seq", NUMBER)
        .with("sendTime", NUMBER)
        .with("createTime", NUMBER)
        .with("textElem", new Optional(() -> WITH_CONTENT))
        .with("pictureElem", new Optional(() -> PICTURE))
        .with("soundElem", new Optional(() -> VOICE))
        .with("videoElem", new Optional(() -> VIDEO))
        .with("fileElem", new Optional(() -> FILE))
        .with("customElem", new Optional(() -> CUSTOM))
        .with("atTextElem", new Optional(() -> AT))
        .with("quoteElem", new Optional(() -> QUOTE))
        .with("markdownTextElem", new Optional(() -> WITH_CONTENT));
  }
}
