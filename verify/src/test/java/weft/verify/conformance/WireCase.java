package weft.verify.conformance;

import java.util.ArrayList;
import java.util.List;

/// One row of the tables: bytes a client sends, and what must come back.
///
/// @param name what is tried
/// @param source the paragraph that demands it, or the attack it comes from
/// @param request the bytes, one per character
/// @param answers what must come back, in order and nothing else
/// @param ending what the server does with the connection afterwards
public record WireCase(
    String name, String source, String request, List<Expected> answers, Ending ending) {
  /// A complete request that a smuggler would like to see answered.
  static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

  /// What becomes of the connection.
  public enum Ending {
    /// It takes a next request.
    OPEN,
    /// The server ends it.
    CLOSED,
    /// Either is fine.
    EITHER
  }

  /// A row whose requests all reach the handler.
  ///
  /// @param echoes method, path and body length of each
  static WireCase served(String name, String source, String request, String... echoes) {
    List<Expected> answers = new ArrayList<>();
    for (String echo : echoes) {
      answers.add(new Expected.Served(echo));
    }
    return new WireCase(name, source, request, answers, Ending.OPEN);
  }

  /// A row that is refused; a request to smuggle stands behind its bytes.
  static WireCase refused(String name, String source, String request, int... statuses) {
    return refusedAlone(name, source, request + SMUGGLED, statuses);
  }

  /// A row that is refused before its bytes are complete; nothing stands behind them.
  static WireCase refusedAlone(String name, String source, String request, int... statuses) {
    return new WireCase(name, source, request, List.of(Expected.refusal(statuses)), Ending.CLOSED);
  }

  /// A row that waits for more than will ever come: nothing is answered before the client gives up,
  /// and nothing with 2xx then.
  static WireCase neverServed(String name, String source, String request) {
    return new WireCase(name, source, request + SMUGGLED, List.of(), Ending.CLOSED);
  }

  /// A request head: its lines, and the empty line.
  static String head(String... lines) {
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  /// The head of a GET with more field lines.
  static String get(String... fields) {
    return "GET /x HTTP/1.1\r\nHost: a\r\n" + joined(fields) + "\r\n";
  }

  /// The head of a POST with more field lines.
  static String post(String... fields) {
    return "POST /x HTTP/1.1\r\nHost: a\r\n" + joined(fields) + "\r\n";
  }

  private static String joined(String... fields) {
    StringBuilder text = new StringBuilder();
    for (String field : fields) {
      text.append(field).append("\r\n");
    }
    return text.toString();
  }

  /// The same, but the server ends the connection.
  WireCase closes() {
    return new WireCase(name, source, request, answers, Ending.CLOSED);
  }

  /// The same, but the server may end the connection.
  WireCase mayClose() {
    return new WireCase(name, source, request, answers, Ending.EITHER);
  }

  /// The same, with an interim answer first.
  WireCase after(int interimStatus) {
    List<Expected> all = new ArrayList<>();
    all.add(new Expected.Interim(interimStatus));
    all.addAll(answers);
    return new WireCase(name, source, request, all, ending);
  }

  /// The same, but the server may also refuse with one of these and close.
  WireCase orRefused(int... statuses) {
    Expected choice = new Expected.AnyOf(List.of(answers.getFirst(), Expected.refusal(statuses)));
    return new WireCase(name, source, request, List.of(choice), Ending.EITHER);
  }

  /// The same, but the server may also do without the doubtful part and serve it.
  WireCase orServedAs(String echo) {
    Expected choice = new Expected.AnyOf(List.of(answers.getFirst(), new Expected.Served(echo)));
    return new WireCase(name, source, withoutSmuggled(), List.of(choice), Ending.EITHER);
  }

  /// The same, with another row's bytes and answers behind it, and that row's ending.
  WireCase then(WireCase next) {
    List<Expected> all = new ArrayList<>(answers);
    all.addAll(next.answers);
    return new WireCase(name, source, request + next.request, all, next.ending);
  }

  private String withoutSmuggled() {
    return request.endsWith(SMUGGLED)
        ? request.substring(0, request.length() - SMUGGLED.length())
        : request;
  }

  /// Whether the client has to give up before anything comes back.
  public boolean isNeverServed() {
    return answers.isEmpty();
  }

  /// Whether every request of the row is well-formed and served.
  public boolean isServed() {
    return !answers.isEmpty()
        && answers.stream()
            .allMatch(
                answer -> answer instanceof Expected.Served || answer instanceof Expected.Interim);
  }

  @Override
  public String toString() {
    return name + " (" + source + ")";
  }
}
