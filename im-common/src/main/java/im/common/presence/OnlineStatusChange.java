package im.common.presence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Announcement that a user's platforms changed, as sent on `online_change`:
/// `<platformID>:<platformID>:…:<userID>` (`reference/ws-protocol.md` 7.2).
///
/// @param userID whose platforms
/// @param platformIDs every platform the user is online on now, ascending; empty when offline
public record OnlineStatusChange(String userID, List<Integer> platformIDs) {
  /// Copies the list.
  public OnlineStatusChange {
    platformIDs = List.copyOf(platformIDs);
  }

  /// Reads an announcement. Throws [IllegalArgumentException] when it is none.
  public static OnlineStatusChange parse(String payload) {
    String[] parts = payload.split(":", -1);
    List<Integer> platformIDs = new ArrayList<>(parts.length - 1);
    for (int i = 0; i < parts.length - 1; i++) {
      try {
        platformIDs.add(Integer.valueOf(parts[i]));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "online_change: " + payload + " (expected: platform numbers and a user id)", e);
      }
    }
    Collections.sort(platformIDs);
    return new OnlineStatusChange(parts[parts.length - 1], platformIDs);
  }
}
