package im.rpc.group.store;

/// The stores of the service, which always go together.
public record GroupData(
    GroupStore groups,
    MemberStore members,
    ApplicationStore applications,
    GroupDirectory directory,
    GroupChanges changes) {}
