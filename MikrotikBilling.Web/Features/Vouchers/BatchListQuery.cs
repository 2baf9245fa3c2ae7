using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Vouchers;

/// <summary>Batches as the list's address says them, for page and JSON alike. What cannot be read is left out.</summary>
/// <param name="Q">Number of a batch.</param>
public sealed record BatchListQuery(string? Q, string? State, string? ProfileId, string? Cursor) : IListQuery
{
    public BatchListQuery()
        : this(null, null, null, null)
    {
    }

    public bool IsFiltered => !string.IsNullOrEmpty(Q + State + ProfileId);

    public Guid? Profile => Guid.TryParse(ProfileId, out var id) ? id : null;

    public VoucherBatchFilter ToFilter() => new(ListWords.Word<VoucherBatchState>(State), Profile, Q, Cursor);

    public IEnumerable<string> Unreadable
    {
        get
        {
            if (!string.IsNullOrEmpty(State) && ToFilter().State is null) yield return "state";
            if (!string.IsNullOrEmpty(ProfileId) && Profile is null) yield return "profileId";
        }
    }
}

/// <summary>Codes of one batch, by their place on the paper.</summary>
public sealed record CodeListQuery(string? State, string? Cursor) : IListQuery
{
    public CodeListQuery()
        : this(null, null)
    {
    }

    public VoucherFilter ToFilter() => new(ListWords.Word<VoucherState>(State), Core.Kernel.Cursor.Decode<Position>(Cursor)?.Serial);

    public IEnumerable<string> Unreadable
    {
        get
        {
            if (!string.IsNullOrEmpty(State) && ToFilter().State is null) yield return "state";
        }
    }

    /// <summary>A page of what was read with one row more than it shows.</summary>
    public static Page<VoucherLine> PageOf(IReadOnlyList<VoucherLine> lines) => lines.Count <= VoucherQueries.CodesOnAPage
        ? new Page<VoucherLine>(lines, null)
        : new Page<VoucherLine>([.. lines.Take(VoucherQueries.CodesOnAPage)], Core.Kernel.Cursor.Encode(new Position(lines[VoucherQueries.CodesOnAPage - 1].Serial)));

    private sealed record Position(int Serial);
}

/// <summary>Codes that go into a file.</summary>
public sealed record CodeFileQuery(string? State) : IListQuery
{
    public CodeFileQuery()
        : this((string?)null)
    {
    }

    public VoucherFilter ToFilter() => new(ListWords.Word<VoucherState>(State));

    public IEnumerable<string> Unreadable => new CodeListQuery(State, null).Unreadable;
}
