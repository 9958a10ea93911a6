package im.bench.fuzz;

import com.google.protobuf.ByteString;
import im.bench.client.Account;
import im.msggateway.codec.Gzip;
import im.msggateway.codec.Request;
import im.msggateway.codec.WireFormat;
import im.proto.sdkws.GetMaxSeqReq;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.PullMessageBySeqsReq;
import im.proto.sdkws.SeqRange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// One attacker on the gateway: it logs in properly, sends a spoiled frame, looks at the answer,
/// and logs in again when it was thrown out.
final class FrameFuzz implements Runnable {
  private static final int BINARY = 0x82;
  private static final int TEXT = 0x81;
  private static final int CONNECT_TRIES = 50;
  private static final List<Integer> IDENTIFIERS =
      List.of(1001, 1002, 1003, 1004, 1005, 1006, 1007, 2003, 2004, 2005, 2001, 0, -1, 3001);

  private static final byte[] BOMB = bomb();

  private final URI gateway;
  private final Account account;
  private final Mutator mutator;
  private final AtomicLong budget;
  private final Findings findings;
  private final WireFormat.All formats = WireFormat.All.of(new Gzip(1 << 20));
  private boolean isJson;
  private boolean isGzip;
  private @Nullable RawWebSocket open;

  /// Sends until `budget` is used up.
  FrameFuzz(URI gateway, Account account, Mutator mutator, AtomicLong budget, Findings findings) {
    this.gateway = gateway;
    this.account = account;
    this.mutator = mutator;
    this.budget = budget;
    this.findings = findings;
  }

  @Override
  public void run() {
    while (budget.getAndDecrement() > 0) {
      try {
        if (mutator.below(100) == 0) {
          spoilHandshake();
        } else {
          spoilFrame();
        }
      } catch (IOException e) {
        findings.count("frame: connection failed");
        close();
      }
    }
    close();
  }

  private void spoilHandshake() throws IOException {
    byte[] query = mutator.spoil(query().getBytes(StandardCharsets.UTF_8));
    String text =
        URLEncoder.encode(new String(query, StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    // Separators stay what they are, else every query would be one long key.
    String spoiled = text.replace("%3D", "=").replace("%26", "&");
    try (RawWebSocket socket = RawWebSocket.open(gateway, spoiled)) {
      findings.count(socket.isUpgraded() ? "handshake: accepted" : "handshake: refused");
      findings.inspect("handshake", socket.refusal());
    }
  }

  private void spoilFrame() throws IOException {
    RawWebSocket socket = socket();
    RawWebSocket.Answer answer = socket.exchange(spoiledFrame());
    findings.count("frame: " + answer.outcome());
    findings.inspect("frame", plain(answer.payload().toByteArray()));
    if (!answer.outcome().equals("reply")) {
      // After silence the server may still be reading a frame that never ends.
      close();
    }
  }

  private RawWebSocket socket() throws IOException {
    RawWebSocket current = open;
    for (int tries = 0; current == null; tries++) {
      isJson = mutator.below(2) == 0;
      isGzip = mutator.below(3) == 0;
      RawWebSocket fresh = RawWebSocket.open(gateway, query());
      if (fresh.isUpgraded()) {
        current = fresh;
        open = fresh;
      } else {
        findings.inspect("login", fresh.refusal());
        fresh.close();
        if (tries == CONNECT_TRIES) {
          throw new IOException("login refused " + tries + " times");
        }
      }
    }
    return current;
  }

  private void close() {
    RawWebSocket current = open;
    open = null;
    if (current != null) {
      try {
        current.close();
      } catch (IOException _) {
        findings.count("frame: close failed");
      }
    }
  }

  private byte[] spoiledFrame() {
    return switch (mutator.below(14)) {
      case 0 -> RawWebSocket.frame(BINARY, mutator.noise(600));
      case 1 -> RawWebSocket.frame(TEXT, text());
      case 2 -> mutator.spoil(RawWebSocket.frame(BINARY, envelope(request(validData()))));
      case 3 -> RawWebSocket.frame(mutator.below(256), mutator.noise(200));
      case 4 -> RawWebSocket.frame(BINARY, mutator.noise(60_000 + 1000));
      case 5 -> RawWebSocket.frame(BINARY, BOMB);
      case 6, 7, 8 -> RawWebSocket.frame(BINARY, mutator.spoil(envelope(request(validData()))));
      default -> RawWebSocket.frame(BINARY, envelope(request(mutator.spoil(validData()))));
    };
  }

  private Request request(byte[] data) {
    return new Request(
        mutator.oneOf(IDENTIFIERS),
        "",
        mutator.below(10) == 0 ? "somebody" : account.userID(),
        mutator.below(10) == 0 ? "" : "fuzz",
        mutator.below(10) == 0 ? "" : "1",
        ByteString.copyFrom(data));
  }

  private byte[] validData() {
    return switch (mutator.below(4)) {
      case 0 -> GetMaxSeqReq.newBuilder().setUserID(account.userID()).build().toByteArray();
      case 1 ->
          PullMessageBySeqsReq.newBuilder()
              .setUserID(account.userID())
              .addSeqRanges(
                  SeqRange.newBuilder()
                      .setConversationID("si_" + account.userID() + "_x")
                      .setBegin(mutator.below(3) - 1)
                      .setEnd(mutator.below(1_000_000))
                      .setNum(mutator.below(1_000_000) - 10))
              .build()
              .toByteArray();
      default ->
          MsgData.newBuilder()
              .setSendID(account.userID())
              .setRecvID(account.userID())
              .setClientMsgID("fuzz" + mutator.below(1000))
              .setSessionType(mutator.below(6))
              .setContentType(101 + mutator.below(20))
              .setContent(ByteString.copyFromUtf8("{\"content\":\"fuzz\"}"))
              .putOptions("history", mutator.below(2) == 0)
              .build()
              .toByteArray();
    };
  }

  private byte[] envelope(Request request) {
    ByteBuf out = Unpooled.buffer();
    formats.choose(isJson, isGzip).encode(request, out);
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return bytes;
  }

  private byte[] text() {
    String ping = "{\"type\":\"ping\",\"body\":\"1\"}";
    return mutator.below(3) == 0 ? mutator.noise(100) : mutator.spoilJson(ping);
  }

  /// Eight kilobytes that unpack to eight megabytes.
  private static byte[] bomb() {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(new byte[8 << 20]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  private byte[] plain(byte[] payload) {
    if (!isGzip) {
      return payload;
    }
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(payload))) {
      return gzip.readAllBytes();
    } catch (IOException _) {
      // Text frames are never compressed.
      return payload;
    }
  }

  private String query() {
    return "sendID="
        + account.userID()
        + "&token="
        + account.token()
        + "&platformID="
        + Account.PLATFORM
        + "&operationID="
        + UUID.randomUUID()
        + "&isBackground=false"
        + (isJson ? "&sdkType=js" : "")
        + (isGzip ? "&compression=gzip" : "");
  }
}
