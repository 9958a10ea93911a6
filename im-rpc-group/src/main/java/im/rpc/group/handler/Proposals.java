package im.rpc.group.handler;

import im.common.notification.Facts;
import im.common.notification.Outbox;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.UserInfo;
import im.rpc.group.notice.ApplicationNotices;
import im.rpc.group.notice.Operators;
import im.rpc.group.store.Application;
import im.rpc.group.store.GroupData;
import im.rpc.group.store.GroupDirectory;
import im.rpc.group.store.Roster;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.Document;

/// Keeps applications to a group and tells owner, admins and whoever made them with 1503
/// (`reference/business-rules.md` 7.3, 7.4).
public final class Proposals {
  private static final String PROPOSED = "proposed";

  private final GroupData data;
  private final ApplicationNotices notices;
  private final Outbox outbox;

  /// Wires the procedure.
  public Proposals(GroupData data, ApplicationNotices notices, Outbox outbox) {
    this.data = data;
    this.notices = notices;
    this.outbox = outbox;
  }

  /// How applications are finished that a process left half made.
  public Map<String, Outbox.Recovery> recoveries() {
    return Map.of(PROPOSED, this::resume);
  }

  /// Keeps `applications`, all made by `applicant` at one time, one for each of `subjects`.
  void make(
      GroupInfo group,
      UserInfo applicant,
      List<UserInfo> subjects,
      List<Application> applications) {
    Document facts =
        new Document("group", group.getGroupID())
            .append("applicant", Facts.message(applicant))
            .append("subjects", Facts.messages(subjects))
            .append("time", applications.getFirst().reqTime());
    outbox.keep(
        PROPOSED,
        facts,
        () -> {
          data.applications().replace(applications);
          tell(group, applicant, subjects, applications);
        });
  }

  private boolean resume(Document facts) {
    String groupID = facts.getString("group");
    List<UserInfo> proposed = Facts.messages(facts, "subjects", UserInfo.parser());
    long time = facts.getLong("time");
    Map<String, Application> known =
        data
            .applications()
            .find(groupID, proposed.stream().map(UserInfo::getUserID).toList())
            .stream()
            .filter(application -> application.reqTime() == time)
            .collect(Collectors.toMap(Application::userID, Function.identity()));
    List<UserInfo> subjects =
        proposed.stream().filter(subject -> known.containsKey(subject.getUserID())).toList();
    List<Application> made =
        subjects.stream()
            .flatMap(subject -> Stream.ofNullable(known.get(subject.getUserID())))
            .toList();
    if (made.isEmpty()) {
      return false;
    }
    UserInfo applicant = Facts.message(facts, "applicant", UserInfo.parser());
    tell(data.groups().require(groupID), applicant, subjects, made);
    return true;
  }

  private void tell(
      GroupInfo group,
      UserInfo applicant,
      List<UserInfo> subjects,
      List<Application> applications) {
    Roster roster = data.directory().roster(group.getGroupID());
    Set<String> receivers = new LinkedHashSet<>(roster.managerIDs());
    receivers.add(applicant.getUserID());
    receivers.add(Operators.callerID());
    GroupInfo described = GroupDirectory.withRoster(group, roster);
    for (int i = 0; i < applications.size(); i++) {
      notices.made(described, applicant, subjects.get(i), applications.get(i), receivers);
    }
  }
}
