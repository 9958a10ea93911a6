package im.push.online;

import java.util.List;

/// The share of a message's receivers that one gateway is asked to serve.
record Delivery(Gateway gateway, List<String> users) {}
