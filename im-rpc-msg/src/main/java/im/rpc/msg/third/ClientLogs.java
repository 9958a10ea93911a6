package im.rpc.msg.third;

import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.message.Platform;
import im.common.paging.Page;
import im.common.paging.Paged;
import im.common.profile.UserProfiles;
import im.proto.sdkws.UserInfo;
import im.proto.third.LogInfo;
import im.proto.third.SearchLogsReq;
import im.proto.third.SearchLogsResp;
import im.proto.third.UploadLogsReq;
import im.proto.third.fileURL;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Logs that clients upload for whoever helps their users (`reference/business-rules.md` 9.4). The
/// files are objects; here is where they are and whose.
final class ClientLogs {
  private static final Instant FIRST_DAY = Instant.parse("2019-01-01T00:00:00Z");
  private static final int TRIES = 20;
  private static final long FIRST_ID = 1_000_000_000L;
  private static final long LAST_ID = 9_999_999_999L;

  private final ClientLogStore store;
  private final UserProfiles users;
  private final Clock clock;
  private final RandomGenerator random;

  ClientLogs(ClientLogStore store, UserProfiles users, Clock clock, RandomGenerator random) {
    this.store = store;
    this.users = users;
    this.clock = clock;
    this.random = random;
  }

  /// Keeps the caller's files, each under an id of its own.
  void upload(UploadLogsReq request) {
    Platform platform = Platform.of(request.getPlatform());
    Iterator<String> ids = freeIDs(request.getFileURLsCount()).iterator();
    List<ClientLog> uploaded = new ArrayList<>(request.getFileURLsCount());
    for (fileURL file : request.getFileURLsList()) {
      uploaded.add(
          new ClientLog(
              ids.next(),
              platform == null ? "" : platform.wireName(),
              RequestContext.current().opUserID(),
              clock.instant(),
              file.getURL(),
              file.getFilename(),
              "",
              request.getAppFramework(),
              request.getVersion(),
              request.getEx()));
    }
    store.insert(uploaded);
  }

  /// Forgets logs; throws 1004 and forgets none when one of them does not exist.
  void delete(List<String> logIDs) {
    Set<String> unknown = new LinkedHashSet<>(logIDs);
    unknown.removeAll(store.existing(logIDs));
    if (!unknown.isEmpty()) {
      throw ErrorCode.RECORD_NOT_FOUND.because("logIDs: " + unknown);
    }
    store.delete(logIDs);
  }

  /// Logs of a span of time, newest first, with their uploaders' names. Without a span: all.
  SearchLogsResp search(SearchLogsReq request) {
    if (request.getStartTime() > request.getEndTime()) {
      throw ErrorCode.ARGS.because(
          "startTime: %d (expected: <= endTime, %d)"
              .formatted(request.getStartTime(), request.getEndTime()));
    }
    boolean all = request.getStartTime() == 0 && request.getEndTime() == 0;
    Paged<ClientLog> found =
        store.search(
            request.getKeyword(),
            all ? FIRST_DAY : Instant.ofEpochMilli(request.getStartTime()),
            all ? clock.instant() : Instant.ofEpochMilli(request.getEndTime()),
            Page.of(request.getPagination()));
    Map<String, UserInfo> uploaders =
        users.of(found.shown().stream().map(ClientLog::userID).toList());
    SearchLogsResp.Builder response = SearchLogsResp.newBuilder().setTotal((int) found.total());
    for (ClientLog each : found.shown()) {
      response.addLogsInfos(
          view(each, uploaders.getOrDefault(each.userID(), UserInfo.getDefaultInstance())));
    }
    return response.build();
  }

  private Set<String> freeIDs(int count) {
    Set<String> free = new LinkedHashSet<>();
    for (int attempt = 0; attempt < TRIES && free.size() < count; attempt++) {
      Set<String> drawn = new HashSet<>();
      while (drawn.size() < count - free.size()) {
        drawn.add(Long.toString(random.nextLong(FIRST_ID, LAST_ID + 1)));
      }
      drawn.removeAll(store.existing(drawn));
      free.addAll(drawn);
    }
    if (free.size() < count) {
      throw ErrorCode.DATA.because(
          "logID: all taken (expected: a free one in %d)".formatted(TRIES));
    }
    return free;
  }

  private static LogInfo view(ClientLog each, UserInfo uploader) {
    return LogInfo.newBuilder()
        .setUserID(each.userID())
        .setPlatform(each.platform())
        .setUrl(each.url())
        .setCreateTime(each.createTime().toEpochMilli())
        .setNickname(uploader.getNickname())
        .setLogID(each.logID())
        .setFilename(each.fileName())
        .setSystemType(each.systemType())
        .setEx(each.ex())
        .setVersion(each.version())
        .build();
  }
}
