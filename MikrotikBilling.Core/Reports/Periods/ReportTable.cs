using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Reports.Periods;

/// <summary>One field of a table beside a report.</summary>
/// <param name="Url">The rows behind it.</param>
/// <param name="Plain">For files, where it is written otherwise there.</param>
public sealed record ReportCell(string Text, string? Url = null, string? Plain = null);

/// <summary>What a report tells beside what its sum is divided by: the first column names the row, the others are numbers.</summary>
public sealed record ReportTable(Phrase Title, Phrase? Hint, IReadOnlyList<Phrase> Heads, IReadOnlyList<IReadOnlyList<ReportCell>> Rows);
