package weft.web.records;

/// When a [RecordWriter] sends what it has.
public enum RecordFlush {
  /// After each record: the client sees it at once.
  EACH,

  /// When 8 KiB have come together, at [RecordWriter#flush] and at the end: costs less for records
  /// that come fast.
  WHEN_FULL
}
