package im.msggateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import im.msggateway.codec.MalformedFrameException;
import im.msggateway.codec.Request;
import im.msggateway.codec.Response;
import im.msggateway.codec.WireFormat;
import im.proto.sdkws.PushMessages;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A WebSocket client that shows every byte: it answers nothing by itself and tells a close frame
/// from a closed socket.
final class WsClient implements AutoCloseable {
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;
  static final int END = -1;
  private static final int WAIT_SECONDS = 60;

  /// A frame from the server, or the end of the stream.
  record Frame(int opcode, byte[] payload) {
    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }
  }

  private final Socket socket;
  private final LinkedBlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
  private final AtomicInteger increment = new AtomicInteger();
  private final DataInputStream in;
  private WireFormat format = GatewayFixture.FORMATS.gob();
  String head = "";
  String userID = "";

  private WsClient(Socket socket) throws IOException {
    this.socket = socket;
    in = new DataInputStream(socket.getInputStream());
  }

  /// Connects and upgrades; fails when the server does not.
  static WsClient connect(int port, String target, String... headers) throws IOException {
    WsClient client = new WsClient(new Socket(InetAddress.getLoopbackAddress(), port));
    client.upgrade(target, headers);
    assertThat(client.head).startsWith("HTTP/1.1 101 Switching Protocols\r\n");
    client.readFrames();
    return client;
  }

  /// Asks for an upgrade and gives the whole answer of a server that refuses it.
  static String refused(int port, String target, String... headers) throws IOException {
    try (WsClient client = new WsClient(new Socket(InetAddress.getLoopbackAddress(), port))) {
      client.upgrade(target, headers);
      return client.head + new String(client.in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// Sends `request` as it is and gives the whole answer.
  static String raw(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(WAIT_SECONDS * 1000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// Connects with a small receive buffer and reads nothing after the upgrade.
  static WsClient deaf(int port, String target) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    WsClient client = new WsClient(socket);
    client.upgrade(target);
    return client;
  }

  WsClient format(WireFormat newFormat) {
    format = newFormat;
    return this;
  }

  /// Begins to read; connected clients do already.
  void readFrames() {
    Thread.ofVirtual().start(this::read);
  }

  void send(int opcode, byte[] payload) throws IOException {
    send(opcode, true, payload);
  }

  void send(int opcode, boolean isLast, byte[] payload) throws IOException {
    ByteBuf frame = Unpooled.buffer();
    frame.writeByte((isLast ? 0x80 : 0) | opcode);
    if (payload.length < 126) {
      frame.writeByte(0x80 | payload.length);
    } else if (payload.length < 1 << 16) {
      frame.writeByte(0x80 | 126).writeShort(payload.length);
    } else {
      frame.writeByte(0x80 | 127).writeLong(payload.length);
    }
    byte[] mask = {1, 2, 3, 4};
    frame.writeBytes(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.writeByte(payload[i] ^ mask[i % 4]);
    }
    byte[] bytes = new byte[frame.readableBytes()];
    frame.readBytes(bytes);
    synchronized (socket) {
      socket.getOutputStream().write(bytes);
    }
  }

  void text(String text) throws IOException {
    send(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  void send(Request request) throws IOException {
    send(BINARY, encoded(request));
  }

  byte[] encoded(Request request) {
    ByteBuf out = Unpooled.buffer();
    format.encode(request, out);
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return bytes;
  }

  /// Sends a request of `userID` and gives the reply, passing over what the server sends by itself.
  Response ask(int number, String userID, Message data) throws IOException {
    String msgIncr = Integer.toString(increment.incrementAndGet());
    send(new Request(number, "", userID, "op", msgIncr, data.toByteString()));
    while (true) {
      Response response = envelope();
      if (response.msgIncr().equals(msgIncr)) {
        return response;
      }
    }
  }

  /// The next frame; the end of the stream is one.
  Frame frame() {
    try {
      Frame frame = frames.poll(WAIT_SECONDS, TimeUnit.SECONDS);
      if (frame == null) {
        throw new AssertionError("nothing came within " + WAIT_SECONDS + " s");
      }
      return frame;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// The envelope of the next frame, which must be binary.
  Response envelope() {
    Frame frame = frame();
    assertThat(frame.opcode()).as("opcode of a frame with %s", frame.text()).isEqualTo(BINARY);
    ByteBuf bytes = Unpooled.wrappedBuffer(frame.payload());
    try {
      return format.decodeResponse(bytes, UnpooledByteBufAllocator.DEFAULT);
    } catch (MalformedFrameException e) {
      throw new AssertionError(e);
    }
  }

  /// The next push.
  PushMessages push() throws InvalidProtocolBufferException {
    Response response = envelope();
    assertThat(response.reqIdentifier()).isEqualTo(2001);
    ByteString data = response.data();
    return PushMessages.parseFrom(data == null ? ByteString.EMPTY : data);
  }

  void expectText(String text) {
    Frame frame = frame();
    assertThat(frame.text()).isEqualTo(text);
    assertThat(frame.opcode()).isEqualTo(TEXT);
  }

  /// The server ends the connection next, without a close frame.
  void expectEnd() {
    Frame frame = frame();
    assertThat(frame.opcode()).as("opcode of a frame with %s", frame.text()).isEqualTo(END);
  }

  /// The server says that the user was kicked and ends the connection.
  void expectKick() {
    assertThat(envelope()).isEqualTo(Response.push(2002, "", null));
    expectEnd();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void upgrade(String target, String... headers) throws IOException {
    socket.setSoTimeout(WAIT_SECONDS * 1000);
    socket
        .getOutputStream()
        .write(upgradeRequest(target, headers).getBytes(StandardCharsets.US_ASCII));
    head = head(in);
    socket.setSoTimeout(0);
  }

  /// The request that asks for an upgrade.
  static String upgradeRequest(String target, String... headers) {
    StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: x\r\n");
    request.append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n");
    request.append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return request.append("\r\n").toString();
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.US_ASCII);
  }

  /// Names of the headers of the answer to the upgrade, in lower case.
  List<String> headerNames() {
    return head.lines()
        .skip(1)
        .filter(line -> !line.isEmpty())
        .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT))
        .toList();
  }

  private void read() {
    try {
      while (true) {
        int first = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        long size =
            switch (length) {
              case 126 -> in.readUnsignedShort();
              case 127 -> in.readLong();
              default -> length;
            };
        byte[] payload = new byte[Math.toIntExact(size)];
        in.readFully(payload);
        frames.add(new Frame(first & 0x0f, payload));
      }
    } catch (IOException _) {
      frames.add(new Frame(END, new byte[0]));
    }
  }
}
