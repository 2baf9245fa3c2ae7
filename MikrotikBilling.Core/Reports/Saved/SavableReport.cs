using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Reports.Saved;

/// <summary>A report that can be saved with its filters.</summary>
/// <param name="Path">Its page, without filters.</param>
/// <param name="Permissions">What its page asks for; who lacks one of them sees no saved one of it.</param>
public sealed record SavableReport(string Path, string Title, params IReadOnlyList<string> Permissions);

/// <summary>All reports that can be saved, as registered.</summary>
public sealed class SavableReports(IEnumerable<SavableReport> reports)
{
    /// <summary>Say where one is on a page or which part of it is meant: no filters.</summary>
    private static readonly string[] NotFilters = ["handler", "cursor", "before", "after"];

    public IReadOnlyList<SavableReport> All { get; } = [.. reports];

    public SavableReport? Find(string? path) => All.FirstOrDefault(r => r.Path == path);

    /// <summary>The report that an address of this program names, and its filters; the address comes from outside and may be anything.</summary>
    public Result<(SavableReport Report, string Query)> Read(string? address)
    {
        // As it is copied from the browser, with the name of the server.
        var local = Uri.TryCreate(address?.Trim(), UriKind.Absolute, out var uri) && uri.Scheme.StartsWith("http", StringComparison.Ordinal) ? uri.PathAndQuery : address?.Trim() ?? "";
        var (path, query) = local.Split('?', 2) is [var before, var after] ? (before, after) : (local, "");
        if (Find(path) is not { } report) return new Refusal("saved-report.unknown", "That is no report that can be saved.", nameof(SaveReport.Of));
        var filters = query.Split('#')[0].Split('&').Where(part => part.Split('=', 2) is [{ Length: > 0 } name, { Length: > 0 }] && !NotFilters.Contains(name, StringComparer.OrdinalIgnoreCase));
        var kept = string.Join('&', filters);
        if (kept.Length > SavedReportConfiguration.MaxQuery || kept.Any(c => c is <= ' ' or >= (char)0x7F or '"' or '<' or '>' or '\\'))
            return new Refusal("saved-report.filters", "These filters cannot be saved.", nameof(SaveReport.Of));
        return (report, kept);
    }
}
