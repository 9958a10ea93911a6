package im.common.sync;

/// The newest change of one element.
///
/// @param elementID the changed element, or a marker of [IncrementalSync]
/// @param state what happened to it last
/// @param version the change's number
public record VersionEntry(String elementID, VersionState state, long version) {}
