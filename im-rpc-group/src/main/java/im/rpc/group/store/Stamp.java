package im.rpc.group.store;

/// The version step of a group's member log that a change made, as tips carry it
/// (`reference/business-rules.md` 2.8). It is the change's own step, not the newest one: a client
/// that is one version behind may apply the tips as they are.
///
/// @param version number of the step
/// @param versionID identity of the log, 24 hex digits
/// @param ordered whether the order of the members changed
public record Stamp(long version, String versionID, boolean ordered) {
  /// The step's version when the order changed in it, else 0.
  public long sortVersion() {
    return ordered ? version : 0;
  }
}
