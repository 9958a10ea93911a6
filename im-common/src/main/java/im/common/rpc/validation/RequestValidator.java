package im.common.rpc.validation;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import im.common.error.ErrorCode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Holds requests to the rules of `validation.tsv` (`reference/validation.tsv`, layer `Check()`),
/// and after these to limits of ours: no list and no id is so long that requests could exhaust a
/// service. Pages have none, as those who want all ask for a page of a million.
///
/// Immutable and safe for use by all threads.
public final class RequestValidator {

  /// A rule at its field of one message type.
  private record FieldRule(FieldPath path, Rule rule) {}

  /// The files whose messages the table may name.
  static final List<FileDescriptor> FILES =
      List.of(
          im.proto.auth.parseTokenReq.getDescriptor().getFile(),
          im.proto.user.getUserStatusReq.getDescriptor().getFile(),
          im.proto.relation.isFriendReq.getDescriptor().getFile(),
          im.proto.group.QuitGroupReq.getDescriptor().getFile(),
          im.proto.conversation.GetConversationReq.getDescriptor().getFile(),
          im.proto.msg.SendMsgReq.getDescriptor().getFile(),
          im.proto.sdkws.MsgData.getDescriptor().getFile(),
          im.proto.msggateway.OnlinePushMsgReq.getDescriptor().getFile(),
          im.proto.push.PushMsgReq.getDescriptor().getFile(),
          im.proto.third.PartSizeReq.getDescriptor().getFile(),
          im.proto.ext.GetGroupReadCursorsReq.getDescriptor().getFile());

  /// Entries of a list in a request, where the table says nothing smaller.
  static final int MAX_ENTRIES = 50_000;

  /// Services that are only told by others whom to bring a message to, however many these are.
  private static final Set<String> FANNING_OUT =
      Set.of("openim.msggateway.msgGateway", "openim.push.PushMsgService");

  private static final String PERMITTED = "permitted ";

  private final Map<Descriptor, List<FieldRule>> rules = new HashMap<>();
  private final Map<Descriptor, List<FieldRule>> permittedRules = new HashMap<>();
  private final Set<Descriptor> limited = new HashSet<>();
  private final IdLengths ids = new IdLengths();

  /// Compiles the table.
  ///
  /// @throws IllegalStateException if a row names an unknown message, field or rule
  public RequestValidator() {
    this(Clock.systemUTC(), RuleTable.rows());
  }

  RequestValidator(Clock clock, List<RuleTable.Row> rows) {
    for (RuleTable.Row row : rows) {
      try {
        Descriptor type = descriptor(row.message());
        FieldPath path = FieldPath.compile(type, row.field());
        boolean permitted = row.rule().startsWith(PERMITTED);
        String text = permitted ? row.rule().substring(PERMITTED.length()) : row.rule();
        Rule rule = Rule.parse(text, clock);
        if (!rule.fits(path)) {
          throw new IllegalArgumentException("the rule does not fit the type of the field");
        }
        (permitted ? permittedRules : rules)
            .computeIfAbsent(type, _ -> new ArrayList<>())
            .add(new FieldRule(path, rule));
      } catch (IllegalArgumentException e) {
        throw new IllegalStateException("validation.tsv: %s: %s".formatted(row, e.getMessage()), e);
      }
    }
    FILES.stream()
        .flatMap(file -> file.getServices().stream())
        .filter(service -> !FANNING_OUT.contains(service.getFullName()))
        .flatMap(service -> service.getMethods().stream())
        .map(MethodDescriptor::getInputType)
        .distinct()
        .forEach(this::limitSizes);
  }

  private void limitSizes(Descriptor request) {
    // Of an upload the id is a text with everything about it.
    if (!request.getFile().equals(im.proto.third.PartSizeReq.getDescriptor().getFile())) {
      limited.add(request);
    }
    List<FieldRule> limits = rules.computeIfAbsent(request, _ -> new ArrayList<>());
    for (FieldDescriptor field : request.getFields()) {
      if (field.isRepeated()) {
        limits.add(
            new FieldRule(
                FieldPath.compile(request, field.getName()), new Rule.MaxEntries(MAX_ENTRIES)));
      }
    }
  }

  /// Passes a request that keeps every rule of its type; types without rules always pass.
  ///
  /// @throws im.common.error.ImException 1001 for the first broken rule, for example
  ///   `pagination.pageNumber: 0 (expected: at least 1)`
  public void check(Message request) {
    check(request, "", rules);
    if (limited.contains(request.getDescriptorForType())) {
      ids.check(request, "");
    }
  }

  /// Passes a request that also keeps the rules which are due once the caller is known to be
  /// permitted: what an administrator must not leave out, and nobody else could.
  ///
  /// @throws im.common.error.ImException 1001 for the first broken rule
  public void checkPermitted(Message request) {
    check(request, "", permittedRules);
  }

  private void check(Message message, String prefix, Map<Descriptor, List<FieldRule>> due) {
    List<FieldRule> ofType = due.getOrDefault(message.getDescriptorForType(), List.of());
    for (FieldRule field : ofType) {
      field.path.visit(
          message, (owner, value, where) -> check(field.rule, owner, value, prefix + where));
    }
  }

  private void check(Rule rule, Message owner, FieldValue value, String where) {
    switch (rule) {
      case Rule.When(String neighbour, String state, Rule inner) -> {
        if (FieldValue.of(owner, neighbour).matches(state)) {
          check(inner, owner, value, where);
        }
      }
      case Rule.Valid _ -> {
        require(value.isPresent(), where, value, rule);
        check(value.message(), where + ".", rules);
      }
      case Rule.Simple simple -> require(simple.holds(value), where, value, rule);
    }
  }

  private static void require(boolean kept, String where, FieldValue value, Rule rule) {
    if (!kept) {
      throw ErrorCode.ARGS.because(
          "%s: %s (expected: %s)".formatted(where, value.shown(), rule.expected()));
    }
  }

  static Descriptor descriptor(String fullName) {
    for (FileDescriptor file : FILES) {
      String prefix = file.getPackage() + ".";
      if (fullName.startsWith(prefix)) {
        Descriptor type = file.findMessageTypeByName(fullName.substring(prefix.length()));
        if (type != null) {
          return type;
        }
      }
    }
    throw new IllegalArgumentException("message: %s (expected: a known one)".formatted(fullName));
  }
}
