package im.bench.fuzz;

import com.google.protobuf.ByteString;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A WebSocket client that can do wrong: it writes whatever frame it is told to.
final class RawWebSocket implements AutoCloseable {
  private static final int CONNECT_MS = 10_000;
  private static final int SILENCE_MS = 400;
  private static final int MAX_ANSWER = 16 << 20;

  /// An answer to a frame.
  ///
  /// @param outcome `reply`, `silence` or `dropped`
  /// @param payload of the reply; empty otherwise
  record Answer(String outcome, ByteString payload) {}

  private final Socket socket;
  private final DataInputStream in;
  private final String head;

  private RawWebSocket(Socket socket, DataInputStream in, String head) {
    this.socket = socket;
    this.in = in;
    this.head = head;
  }

  /// Connects to `gateway` and asks for an upgrade of `/?query`; see [#isUpgraded()].
  static RawWebSocket open(URI gateway, String query) throws IOException {
    Socket socket = new Socket();
    try {
      // Thousands of connections must not use up the ports of this machine.
      socket.setSoLinger(true, 0);
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(gateway.getHost(), gateway.getPort()), CONNECT_MS);
      socket.setSoTimeout(CONNECT_MS);
      String request =
          "GET /?"
              + query
              + " HTTP/1.1\r\nHost: fuzz\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
              + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      DataInputStream in =
          new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 14));
      String head = readHead(in);
      socket.setSoTimeout(SILENCE_MS);
      return new RawWebSocket(socket, in, head);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static String readHead(DataInputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0 && head.length() < 8192) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      head.append((char) next);
    }
    return head.toString();
  }

  boolean isUpgraded() {
    return head.startsWith("HTTP/1.1 101");
  }

  /// Status line, headers, and whatever of a body comes with a refused upgrade.
  byte[] refusal() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    try {
      byte[] part = new byte[4096];
      for (int n = in.read(part); n > 0 && all.size() < part.length; n = in.read(part)) {
        all.write(part, 0, n);
      }
    } catch (IOException _) {
      // The rest of a refusal is of interest only as far as it comes.
      return all.toByteArray();
    }
    return all.toByteArray();
  }

  /// A correct frame, masked.
  static byte[] frame(int firstByte, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
    frame.put((byte) firstByte);
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else if (payload.length < 1 << 16) {
      frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
    } else {
      frame.put((byte) (0x80 | 127)).putLong(payload.length);
    }
    byte[] mask = {1, 2, 3, 4};
    frame.put(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ mask[i & 3]));
    }
    frame.flip();
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    return bytes;
  }

  /// Writes `bytes` as they are and waits shortly for what comes back.
  Answer exchange(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      byte[] payload = read();
      return payload == null
          ? new Answer("dropped", ByteString.EMPTY)
          : new Answer("reply", ByteString.copyFrom(payload));
    } catch (SocketTimeoutException _) {
      return new Answer("silence", ByteString.EMPTY);
    } catch (IOException _) {
      return new Answer("dropped", ByteString.EMPTY);
    }
  }

  private byte @Nullable [] read() throws IOException {
    try {
      int first = in.readUnsignedByte();
      long length = in.readUnsignedByte() & 0x7f;
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = in.readLong();
      }
      if (length < 0 || length > MAX_ANSWER) {
        throw new IOException("frame of " + length + " bytes from the server");
      }
      byte[] payload = in.readNBytes((int) length);
      return (first & 0x0f) == 8 ? null : payload;
    } catch (EOFException _) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
