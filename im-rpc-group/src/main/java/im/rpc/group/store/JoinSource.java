package im.rpc.group.store;

/// How a member came into the group (`reference/constants.tsv`, joinSource); the others are what
/// the applicant says.
public final class JoinSource {
  public static final int INVITATION = 2;

  private JoinSource() {}
}
