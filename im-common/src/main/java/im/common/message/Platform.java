package im.common.message;

import org.jspecify.annotations.Nullable;

/// Kinds of clients (`reference/ws-protocol.md` 6.1).
public enum Platform {
  IOS(1, "IOS", TerminalClass.MOBILE),
  ANDROID(2, "Android", TerminalClass.MOBILE),
  WINDOWS(3, "Windows", TerminalClass.PC),
  OSX(4, "OSX", TerminalClass.PC),
  WEB(5, "Web", TerminalClass.WEB),
  MINI_WEB(6, "MiniWeb", TerminalClass.MINI_WEB),
  LINUX(7, "Linux", TerminalClass.PC),
  ANDROID_PAD(8, "APad", TerminalClass.PAD),
  IPAD(9, "IPad", TerminalClass.PAD),
  ADMIN(10, "Admin", TerminalClass.ADMIN),
  HARMONY_OS(11, "HarmonyOS", TerminalClass.HARMONY_OS),
  BOT(12, "Bot", TerminalClass.BOT);

  /// What login policies group platforms by.
  public enum TerminalClass {
    MOBILE,
    PC,
    WEB,
    MINI_WEB,
    PAD,
    ADMIN,
    HARMONY_OS,
    BOT
  }

  private static final Platform[] VALUES = values();

  private final int id;
  private final String wireName;
  private final TerminalClass terminalClass;

  Platform(int id, String wireName, TerminalClass terminalClass) {
    this.id = id;
    this.wireName = wireName;
    this.terminalClass = terminalClass;
  }

  /// The number on the wire, 1 to 12.
  public int id() {
    return id;
  }

  /// The name in Redis keys, metadata and headers.
  public String wireName() {
    return wireName;
  }

  /// The class that login policies count it in.
  public TerminalClass terminalClass() {
    return terminalClass;
  }

  /// The platform of a number, or null when there is none.
  public static @Nullable Platform of(int id) {
    return id >= 1 && id <= VALUES.length ? VALUES[id - 1] : null;
  }

  /// The platform of a name, or null when there is none.
  public static @Nullable Platform byName(String wireName) {
    for (Platform platform : VALUES) {
      if (platform.wireName.equals(wireName)) {
        return platform;
      }
    }
    return null;
  }
}
