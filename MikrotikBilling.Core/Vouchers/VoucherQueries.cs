using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Counts;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Profiles;

namespace MikrotikBilling.Core.Vouchers;

/// <summary>How many codes of a batch stand how; kept, not counted.</summary>
public sealed record VoucherCounts(int Unused, int Used, int Expired, int Void)
{
    public static VoucherCounts None { get; } = new(0, 0, 0, 0);
}

/// <summary>A batch as lists show it.</summary>
public sealed record VoucherBatchLine(VoucherBatch Batch, string Profile, VoucherCounts Counts)
{
    public ServiceKind Kind { get; init; }
}

/// <param name="Text">Number of a batch, or the beginning of one.</param>
public sealed record VoucherBatchFilter(VoucherBatchState? State = null, Guid? ProfileId = null, string? Text = null, string? Cursor = null);

/// <summary>One code of a batch.</summary>
/// <param name="UsedBy">The customer.</param>
public sealed record VoucherLine(long Id, int Serial, string Code, string? Pin, VoucherState State, bool IsSold, DateTimeOffset? UsedAt, Guid? CustomerId, string? UsedBy, Guid? PaymentId);

public sealed record VoucherFilter(VoucherState? State = null, int? After = null);

/// <summary>A code that was looked for.</summary>
public sealed record FoundVoucher(VoucherLine Line, VoucherBatch Batch, string Profile);

/// <summary>A code as the command box shows it.</summary>
public sealed record VoucherHit(string Profile, Money SalesPrice, long BatchNumber, int Serial, VoucherState State)
{
    public string Batch => VoucherBatch.NumberOf(BatchNumber);
}

/// <summary>What a code became.</summary>
/// <param name="Receipt">Number of the payment that it is booked as.</param>
/// <param name="RunsUntil">New end of the service that it renewed; null where it is credit.</param>
public sealed record VoucherUseLine(VoucherUse Use, long BatchNumber, int Serial, Money Value, string Customer, string Receipt, DateTimeOffset? RunsUntil)
{
    public string Batch => VoucherBatch.NumberOf(BatchNumber);
}

public sealed record VoucherSaleLine(VoucherSale Sale, string? PointOfSale);

public sealed class VoucherQueries(AppDbContext db)
{
    public const int PageSize = 25;
    public const int CodesOnAPage = 100;

    /// <summary>Newest first.</summary>
    public async Task<Page<VoucherBatchLine>> BatchesAsync(VoucherBatchFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var mark = Cursor.Decode<Position>(filter.Cursor);
        var back = mark is { Back: true };
        var rows = db.Set<VoucherBatch>().AsNoTracking();
        if (filter.State is { } state) rows = rows.Where(b => b.State == state);
        if (filter.ProfileId is { } profile) rows = rows.Where(b => b.ProfileId == profile);
        if (NumberIn(filter.Text) is { } number) rows = rows.Where(b => b.Number == number);
        if (mark is not null) rows = back ? rows.Where(b => b.Number > mark.Number) : rows.Where(b => b.Number < mark.Number);
        rows = back ? rows.OrderBy(b => b.Number) : rows.OrderByDescending(b => b.Number);
        var found = await rows.Take(PageSize + 1).Select(b => new { Batch = b, b.Profile!.Name }).ToListAsync(cancellationToken);
        var counts = await CountsAsync(found.ConvertAll(f => f.Batch.Id), cancellationToken);
        return Edges.Page(found.ConvertAll(f => new VoucherBatchLine(f.Batch, f.Name, counts[f.Batch.Id])), PageSize, mark is not null, back, (line, turned) => Cursor.Encode(new Position(line.Batch.Number, turned)));
    }

    public async Task<VoucherBatchLine?> BatchAsync(Guid id, CancellationToken cancellationToken) =>
        await db.Set<VoucherBatch>().AsNoTracking().Where(b => b.Id == id).Select(b => new { Batch = b, b.Profile!.Name, b.Profile.Kind }).SingleOrDefaultAsync(cancellationToken) is { } found
            ? new VoucherBatchLine(found.Batch, found.Name, (await CountsAsync([id], cancellationToken))[id]) { Kind = found.Kind } : null;

    /// <summary>In the order of the paper, a page at a time.</summary>
    /// <param name="size">One more is read, to tell whether there are more.</param>
    public async Task<IReadOnlyList<VoucherLine>> CodesAsync(Guid batchId, VoucherFilter filter, CancellationToken cancellationToken, int size = CodesOnAPage)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return await Lines(Filtered(batchId, filter)).Take(size + 1).ToListAsync(cancellationToken);
    }

    /// <summary>All that match, for a file.</summary>
    public async IAsyncEnumerable<VoucherLine> AllAsync(Guid batchId, VoucherFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var line in Lines(Filtered(batchId, filter)).AsAsyncEnumerable().WithCancellation(cancellationToken)) yield return line;
    }

    /// <summary>By the whole code.</summary>
    public async Task<FoundVoucher?> FindAsync(string? typed, CancellationToken cancellationToken)
    {
        if (VoucherCode.Parse(typed) is not { } code) return null;
        var rows = db.Set<Voucher>().AsNoTracking().Where(v => v.Code == code);
        if (await rows.Select(v => new { v.Batch, Profile = v.Batch!.Profile!.Name }).SingleOrDefaultAsync(cancellationToken) is not { } found) return null;
        return new FoundVoucher(await Lines(rows).SingleAsync(cancellationToken), found.Batch!, found.Profile);
    }

    /// <summary>A code as the command box shows it, by one statement.</summary>
    public async Task<VoucherHit?> HitAsync(string code, CancellationToken cancellationToken) =>
        await db.Set<Voucher>().Where(v => v.Code == code).Select(v => new VoucherHit(v.Batch!.Profile!.Name, v.Batch.SalesPrice, v.Batch.Number, v.Serial, v.State)).SingleOrDefaultAsync(cancellationToken);

    /// <summary>The id of a code by its number in the batch.</summary>
    public Task<long?> SerialAsync(Guid batchId, int serial, CancellationToken cancellationToken) =>
        db.Set<Voucher>().Where(v => v.BatchId == batchId && v.Serial == serial).Select(v => (long?)v.Id).SingleOrDefaultAsync(cancellationToken);

    /// <summary>By the id of the use.</summary>
    public async Task<VoucherUseLine?> UseAsync(Guid id, CancellationToken cancellationToken) =>
        await (from u in db.Set<VoucherUse>().AsNoTracking()
               join v in db.Set<Voucher>() on u.VoucherId equals v.Id
               join b in db.Set<VoucherBatch>() on u.BatchId equals b.Id
               join c in db.Set<Customer>() on u.CustomerId equals c.Id
               join p in db.Set<Payment>() on u.PaymentId equals p.Id
               where u.Id == id
               select new VoucherUseLine(u, b.Number, v.Serial, b.SalesPrice, c.Name, p.Number, p.RenewedTo)).SingleOrDefaultAsync(cancellationToken);

    public async Task<IReadOnlyList<VoucherSaleLine>> SalesAsync(Guid batchId, CancellationToken cancellationToken) =>
        await db.Set<VoucherSale>().AsNoTracking().Where(s => s.BatchId == batchId).OrderByDescending(s => s.At)
            .Select(s => new VoucherSaleLine(s, db.Set<PointOfSale>().Where(p => p.Id == s.PointOfSaleId).Select(p => p.Name).FirstOrDefault())).ToListAsync(cancellationToken);

    public async Task<IReadOnlyList<PointOfSale>> PointsOfSaleAsync(CancellationToken cancellationToken) =>
        await db.Set<PointOfSale>().AsNoTracking().OrderBy(p => p.Name).ToListAsync(cancellationToken);

    /// <summary>What a batch is made for can be chosen from; what a hotspot sells comes first.</summary>
    public async Task<IReadOnlyList<Profile>> ProfilesAsync(CancellationToken cancellationToken) =>
        await db.Set<Profile>().AsNoTracking().Where(p => p.IsActive).OrderBy(p => p.Kind == ServiceKind.Hotspot ? 0 : 1).ThenBy(p => p.Name).ToListAsync(cancellationToken);

    private IQueryable<Voucher> Filtered(Guid batchId, VoucherFilter filter)
    {
        var rows = db.Set<Voucher>().AsNoTracking().Where(v => v.BatchId == batchId);
        if (filter.State is { } state) rows = rows.Where(v => v.State == state);
        if (filter.After is { } after) rows = rows.Where(v => v.Serial > after);
        return rows.OrderBy(v => v.Serial);
    }

    private IQueryable<VoucherLine> Lines(IQueryable<Voucher> rows) =>
        from v in rows
        join u in db.Set<VoucherUse>() on v.Id equals u.VoucherId into uses
        from u in uses.DefaultIfEmpty()
        join c in db.Set<Customer>() on u.CustomerId equals c.Id into customers
        from c in customers.DefaultIfEmpty()
        orderby v.Serial
        select new VoucherLine(v.Id, v.Serial, v.Code, v.Pin, v.State, v.SaleId != null, u == null ? null : u.At, u == null ? null : u.CustomerId, c == null ? null : c.Name, u == null ? null : u.PaymentId);

    private async Task<Dictionary<Guid, VoucherCounts>> CountsAsync(List<Guid> batches, CancellationToken cancellationToken)
    {
        var states = Enum.GetValues<VoucherState>();
        var keys = batches.SelectMany(_ => states, Voucher.CountKey).ToList();
        var kept = await db.Set<CountChange>().Where(c => c.Name == nameof(Voucher) && keys.Contains(c.Key)).GroupBy(c => c.Key).Select(g => new { g.Key, Count = g.Sum(c => c.Change) })
            .ToDictionaryAsync(g => g.Key, g => g.Count, StringComparer.Ordinal, cancellationToken);
        return batches.ToDictionary(b => b, b => new VoucherCounts(Of(b, VoucherState.Unused), Of(b, VoucherState.Used), Of(b, VoucherState.Expired), Of(b, VoucherState.Void)));

        int Of(Guid batch, VoucherState state) => kept.GetValueOrDefault(Voucher.CountKey(batch, state));
    }

    private static long? NumberIn(string? text) => long.TryParse(string.Concat((text ?? "").Where(char.IsAsciiDigit)), out var number) ? number : null;

    private sealed record Position(long Number, bool Back = false);
}
