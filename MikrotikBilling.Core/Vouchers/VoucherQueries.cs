using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Counts;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Tenants;

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
/// <param name="Seller">The point of sale that has it; null for our own desk.</param>
/// <param name="UsedBy">The customer.</param>
public sealed record VoucherLine(long Id, int Serial, string Code, string? Pin, VoucherState State, bool IsSold, string? Seller, DateTimeOffset? UsedAt, Guid? CustomerId, string? UsedBy, Guid? PaymentId);

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

/// <param name="Returned">How many of them came back.</param>
public sealed record VoucherSaleLine(VoucherSale Sale, string? PointOfSale, int Returned);

/// <summary>A use of a code, by a customer or a guest.</summary>
/// <param name="Where">Name of the router that a guest came in at.</param>
public sealed record VoucherUsed(Guid Id, DateTimeOffset At, Guid BatchId, long BatchNumber, int Serial, Money Value, Guid CustomerId, string Customer, VoucherWay Way, string? Where, Guid? PaymentId)
{
    public string Batch => VoucherBatch.NumberOf(BatchNumber);
}

/// <summary>Both days are in it, as they were booked.</summary>
public sealed record VoucherUseFilter(DateOnly From, DateOnly To, Guid? ProfileId = null, Guid? RouterId = null, string? Cursor = null);

public sealed record VoucherDay(int Sold, int Used);

public sealed class VoucherQueries(AppDbContext db, KeptCounts counted)
{
    public const int PageSize = 25;
    public const int CodesOnAPage = 100;

    /// <summary>Days that a router may have been away before it tells of a first use.</summary>
    private const int Late = 60;

    /// <summary>All codes by state, from the kept counts.</summary>
    public async Task<IReadOnlyDictionary<VoucherState, int>> CountsByStateAsync(CancellationToken cancellationToken) =>
        (await counted.OfAsync<Voucher>(cancellationToken)).GroupBy(c => Voucher.StateOf(c.Key)).ToDictionary(g => g.Key, g => g.Sum(c => c.Value));

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
            .Select(s => new VoucherSaleLine(
                s, db.Set<PointOfSale>().Where(p => p.Id == s.PointOfSaleId).Select(p => p.Name).FirstOrDefault(), db.Set<VoucherReturn>().Where(r => r.SaleId == s.Id).Sum(r => (int?)r.Quantity) ?? 0)).ToListAsync(cancellationToken);

    /// <summary>What was used on some days, newest first: what the numbers of the report stand for.</summary>
    public async Task<Page<VoucherUsed>> UsesAsync(VoucherUseFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var mark = Cursor.Decode<UsePosition>(filter.Cursor);
        var back = mark is { Back: true };
        var uses = db.Set<VoucherUse>().AsNoTracking().Where(u => u.UsedOn >= filter.From && u.UsedOn <= filter.To);
        // The index goes by the moment: a use may be booked a little after it.
        var (begins, ends) = (new DateTimeOffset(filter.From.AddDays(-Late), TimeOnly.MinValue, TimeSpan.Zero), new DateTimeOffset(filter.To.AddDays(2), TimeOnly.MinValue, TimeSpan.Zero));
        uses = uses.Where(u => u.At >= begins && u.At < ends);
        if (filter.RouterId is { } router) uses = uses.Where(u => u.RouterId == router);
        if (filter.ProfileId is { } profile) uses = uses.Where(u => db.Set<VoucherBatch>().Any(b => b.Id == u.BatchId && b.ProfileId == profile));
        if (mark is not null) uses = back ? uses.Where(u => u.At > mark.At || (u.At == mark.At && u.Id > mark.Id)) : uses.Where(u => u.At < mark.At || (u.At == mark.At && u.Id < mark.Id));
        uses = back ? uses.OrderBy(u => u.At).ThenBy(u => u.Id) : uses.OrderByDescending(u => u.At).ThenByDescending(u => u.Id);
        var found = await (from u in uses.Take(PageSize + 1)
                           join v in db.Set<Voucher>() on u.VoucherId equals v.Id
                           join b in db.Set<VoucherBatch>() on u.BatchId equals b.Id
                           join c in db.Set<Customer>() on u.CustomerId equals c.Id
                           join r in db.Set<Router>() on u.RouterId equals (Guid?)r.Id into routers
                           from r in routers.DefaultIfEmpty()
                           select new VoucherUsed(u.Id, u.At, u.BatchId, b.Number, v.Serial, b.SalesPrice, u.CustomerId, c.Name, u.Way, r == null ? null : r.Name, u.PaymentId)).ToListAsync(cancellationToken);
        found = [.. back ? found.OrderBy(u => u.At).ThenBy(u => u.Id) : found.OrderByDescending(u => u.At).ThenByDescending(u => u.Id)];
        return Edges.Page(found, PageSize, mark is not null, back, (line, turned) => Cursor.Encode(new UsePosition(line.At, line.Id, turned)));
    }

    /// <summary>How many were sold and used on a day; one statement over the rows of that day.</summary>
    public async Task<VoucherDay> OnDayAsync(DateOnly day, CancellationToken cancellationToken)
    {
        var id = db.TenantId;
        return await db.Set<Tenant>().Where(t => t.Id == id)
            .Select(_ => new VoucherDay(db.Set<VoucherSale>().Where(s => s.SoldOn == day).Sum(s => s.Quantity) - db.Set<VoucherReturn>().Where(r => r.ReturnedOn == day).Sum(r => r.Quantity), db.Set<VoucherUse>().Count(u => u.UsedOn == day)))
            .SingleOrDefaultAsync(cancellationToken) ?? new VoucherDay(0, 0);
    }

    public async Task<IReadOnlyList<PointOfSale>> PointsOfSaleAsync(CancellationToken cancellationToken) =>
        await db.Set<PointOfSale>().AsNoTracking().OrderBy(p => p.Name).ToListAsync(cancellationToken);

    /// <summary>What the newest batch sells; most are made like the one before.</summary>
    public Task<Guid?> LastProfileAsync(CancellationToken cancellationToken) =>
        db.Set<VoucherBatch>().Where(b => !b.IsImported && b.Profile!.IsActive).OrderByDescending(b => b.Number).Select(b => (Guid?)b.ProfileId).FirstOrDefaultAsync(cancellationToken);

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
        join s in db.Set<VoucherSale>() on v.SaleId equals (Guid?)s.Id into sales
        from s in sales.DefaultIfEmpty()
        join p in db.Set<PointOfSale>() on s.PointOfSaleId equals (Guid?)p.Id into shops
        from p in shops.DefaultIfEmpty()
        orderby v.Serial
        select new VoucherLine(v.Id, v.Serial, v.Code, v.Pin, v.State, v.SaleId != null, p == null ? null : p.Name, u == null ? null : u.At, u == null ? null : u.CustomerId, c == null ? null : c.Name, u == null ? null : u.PaymentId);

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

    private sealed record UsePosition(DateTimeOffset At, Guid Id, bool Back = false);
}
