package im.common.lifecycle;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;

/// The address other hosts reach this one at, when the configuration names none: the first private
/// IPv4 address, else the first public one (`reference/ops.md` 1.4).
final class HostAddress {
  private HostAddress() {}

  static String detect() throws IOException {
    InetAddress fallback = InetAddress.getLoopbackAddress();
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      if (!each.isUp() || each.isLoopback()) {
        continue;
      }
      for (InetAddress address : each.inetAddresses().toList()) {
        if (address instanceof Inet4Address) {
          if (address.isSiteLocalAddress()) {
            return address.getHostAddress();
          }
          fallback = address;
        }
      }
    }
    return fallback.getHostAddress();
  }
}
