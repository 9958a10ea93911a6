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
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
          applications.forEach(data.applications()::replace);
          tell(group, applicant, subjects, applications);
        });
  }

  private boolean resume(Document facts) {
    String groupID = facts.getString("group");
    List<UserInfo> subjects = new ArrayList<>();
    List<Application> made = new ArrayList<>();
    for (UserInfo subject : Facts.messages(facts, "subjects", UserInfo.parser())) {
      data.applications()
          .find(groupID, subject.getUserID())
          .filter(application -> application.reqTime() == facts.getLong("time"))
          .ifPresent(application -> {
            subjects.add(subject);
            made.add(application);
          });
    }
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
