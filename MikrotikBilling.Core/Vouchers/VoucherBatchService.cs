using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Monitoring;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions.Runs;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Core.Vouchers.Guests;

namespace MikrotikBilling.Core.Vouchers;

public sealed class VoucherSignal : RunSignal;

/// <summary>Orders batches, gives them up while they are made, and takes back what was not used.</summary>
public sealed class VoucherBatchService(AppDbContext db, VoucherSignal signal, VoucherShelf shelf, VoucherEndings endings, CurrentActor actor, AuditLog audit, TenantQueries tenants, TimeProvider clock)
{
    private const string Series = "voucher-batch";
    private const string Subject = "voucher-batch";

    /// <summary>The codes are made in the background; until all are there, none counts.</summary>
    public async Task<Result<VoucherBatch>> MakeAsync(MakeBatch input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var made = await db.ChangeAsync<VoucherBatch>(async token =>
        {
            if (input.Id is { } id && await db.Set<VoucherBatch>().SingleOrDefaultAsync(b => b.Id == id, token) is { } known) return known;
            var batch = await OfAsync(input, isImported: false, token);
            if (!batch.Ok) return batch;
            db.Add(batch.Value);
            audit.Record("voucher-batch.made", Subject, batch.Value.Id, $"Ordered {batch.Value.Quantity} vouchers over {batch.Value.SalesPrice}: {batch.Value.NumberText}.");
            await db.SaveChangesAsync(token);
            db.AfterCommit(signal.Ring);
            return batch;
        }, cancellationToken);
        return made;
    }

    /// <summary>What is being made is given up; what is there of it is void.</summary>
    public Task<Result<VoucherBatch>> CancelAsync(Guid id, CancellationToken cancellationToken) => db.ChangeAsync<VoucherBatch>(async token =>
    {
        if (await TakeAsync(id, token) is not { } batch) return Refusal.NotFound;
        if (batch.State != VoucherBatchState.Making) return new Refusal("voucher-batch.made", $"{batch.NumberText} is not being made any more.");
        (batch.State, batch.StopRequested, batch.ClaimedUntil) = (VoucherBatchState.Cancelled, true, null);
        var gone = await MoveAsync(batch, db.Set<Voucher>().Where(v => v.BatchId == id), VoucherState.Void, token);
        audit.Record("voucher-batch.cancelled", Subject, id, $"Gave {batch.NumberText} up after {gone} of {batch.Quantity} codes.");
        await db.SaveChangesAsync(token);
        return batch;
    }, cancellationToken);

    /// <summary>What was not used of it cannot be redeemed any more. What was sold of it stays a liability until it is given back.</summary>
    public Task<Result<VoucherBatch>> VoidAsync(Guid id, string? reason, int? version, CancellationToken cancellationToken) => db.ChangeAsync<VoucherBatch>(async token =>
    {
        if (ReasonOf(reason) is not { } why) return NoReason;
        if (await TakeAsync(id, token) is not { } batch) return Refusal.NotFound;
        if (version is { } expected) db.Expect(batch, expected);
        if (batch.State != VoucherBatchState.Ready) return new Refusal("voucher-batch.not-ready", $"{batch.NumberText} is {Words(batch.State)}.");
        (batch.State, batch.VoidReason) = (VoucherBatchState.Void, why);
        var gone = await MoveAsync(batch, db.Set<Voucher>().Where(v => v.BatchId == id), VoucherState.Void, token);
        await endings.KeepAsync(batch, VoucherState.Void, token);
        audit.Record("voucher-batch.voided", Subject, id, $"Took {gone} unused codes of {batch.NumberText} back: {why}");
        await db.SaveChangesAsync(token);
        return batch;
    }, cancellationToken);

    public Task<Result<Voucher>> VoidCodeAsync(long voucherId, string? reason, CancellationToken cancellationToken) => db.ChangeAsync<Voucher>(async token =>
    {
        if (ReasonOf(reason) is not { } why) return NoReason;
        if (await db.Set<Voucher>().AsNoTracking().Include(v => v.Batch).SingleOrDefaultAsync(v => v.Id == voucherId, token) is not { } voucher) return Refusal.NotFound;
        if (await MoveAsync(voucher.Batch!, db.Set<Voucher>().Where(v => v.Id == voucherId), VoucherState.Void, token) == 0) return NotUnused(voucher.State);
        await endings.KeepOneAsync(voucher, VoucherState.Void, token);
        db.Add(new VoucherVoid { VoucherId = voucherId, At = clock.GetUtcNow(), Reason = why, ActorName = actor.Name });
        audit.Record("voucher.voided", Subject, voucher.BatchId, $"Took code {VoucherCode.Mask(voucher.Code)}, no. {voucher.Serial} of {voucher.Batch!.NumberText}, back: {why}");
        await db.SaveChangesAsync(token);
        voucher.State = VoucherState.Void;
        return voucher;
    }, cancellationToken);

    /// <summary>Codes whose last day is over become expired, and what was owed for those that were sold becomes revenue; tells how many.</summary>
    public Task<int> ExpireAsync(VoucherBatch batch, CancellationToken cancellationToken) => db.InTransactionAsync(async token =>
    {
        if (await TakeAsync(batch.Id, token) is null) return 0;
        var gone = await MoveAsync(batch, db.Set<Voucher>().Where(v => v.BatchId == batch.Id), VoucherState.Expired, token);
        if (gone > 0) await endings.KeepAsync(batch, VoucherState.Expired, token);
        if (gone > 0) audit.Record("voucher-batch.expired", Subject, batch.Id, $"{gone} codes of {batch.NumberText} were not redeemed in time.");
        await db.SaveChangesAsync(token);
        return gone;
    }, cancellationToken);

    internal static Refusal NotUnused(VoucherState state) => state switch
    {
        VoucherState.Used => new Refusal("voucher.already-redeemed", "This code was redeemed already."),
        VoucherState.Expired => new Refusal("voucher.expired", "This code was not redeemed in time."),
        _ => new Refusal("voucher.void", "This code was taken back."),
    };

    internal static Phrase Words(VoucherBatchState state) => state switch
    {
        VoucherBatchState.Making => "still being made",
        VoucherBatchState.Cancelled => "given up",
        VoucherBatchState.Void => "taken back",
        _ => "ready",
    };

    /// <summary>The unused ones among them go to another state, and the kept counts with them.</summary>
    private async Task<int> MoveAsync(VoucherBatch batch, IQueryable<Voucher> some, VoucherState to, CancellationToken cancellationToken)
    {
        var moved = await some.Where(v => v.State == VoucherState.Unused).ExecuteUpdateAsync(set => set.SetProperty(v => v.State, to), cancellationToken);
        db.Count(batch.TenantId, nameof(Voucher), Voucher.CountKey(batch.Id, VoucherState.Unused), -moved);
        db.Count(batch.TenantId, nameof(Voucher), Voucher.CountKey(batch.Id, to), moved);
        if (moved > 0 && batch.Holding == VoucherHolding.Ahead) await shelf.TakeDownAsync(batch.Id, null, cancellationToken);
        return moved;
    }

    /// <summary>Whoever makes codes for it, or changes it, comes before or after.</summary>
    private async Task<VoucherBatch?> TakeAsync(Guid id, CancellationToken cancellationToken)
    {
        var row = db.Set<VoucherBatch>().Where(b => b.Id == id);
        await row.ExecuteUpdateAsync(set => set.SetProperty(b => b.StopRequested, b => b.StopRequested), cancellationToken);
        return await row.SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>What codes sell, once it was looked at.</summary>
    internal sealed record Terms(Profile Profile, Money SalesPrice, Money Price, List<Guid> Routers);

    /// <summary>With what nobody said taken from the profile; refuses what cannot be sold so.</summary>
    internal async Task<Result<Terms>> TermsAsync(MakeBatch input, CancellationToken cancellationToken)
    {
        var tenant = await tenants.CurrentAsync(cancellationToken);
        if (await db.Set<Profile>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == input.ProfileId, cancellationToken) is not { } profile) return new Refusal("voucher-batch.profile", "Which profile do they sell?", nameof(input.ProfileId));
        if (!profile.IsActive) return new Refusal("voucher-batch.profile", $"{profile.Name} is sold no more.", nameof(input.ProfileId));
        if (input.SalesPrice is null && profile.Price.Currency != tenant.Currency) return new Refusal("money.currency", $"{profile.Name} is priced in {profile.Price.Currency}; say what the voucher costs.", nameof(input.SalesPrice));
        foreach (var (amount, field) in new[] { (input.SalesPrice, nameof(input.SalesPrice)), (input.Price, nameof(input.Price)) })
            if (amount is { } value && !Money.Fits(value, tenant.Currency)) return new Refusal("payment.amount-digits", $"{tenant.Currency} has {Currency.Digits(tenant.Currency)} decimal digits.", field);
        var sales = input.SalesPrice is { } said ? Money.FromDecimal(said, tenant.Currency) : profile.Price;
        var price = input.Price is { } paid ? Money.FromDecimal(paid, tenant.Currency) : sales;
        if (price > sales) return new Refusal("voucher-batch.price", $"Not more than the sales price, {sales}.", nameof(input.Price));
        if (input.RedeemUntil is { } last && last < tenant.DayOf(clock.GetUtcNow())) return new Refusal("voucher-batch.over", "That day is over.", nameof(input.RedeemUntil));
        var routers = input.RouterIds.Distinct().ToList();
        if (routers.Count > 0 && await db.Set<Router>().CountAsync(r => routers.Contains(r.Id), cancellationToken) != routers.Count) return new Refusal("voucher-batch.router", "One of the routers is not there any more.", nameof(input.RouterIds));
        if (input.Holding == VoucherHolding.Ahead && profile.Kind != ServiceKind.Hotspot) return new Refusal("voucher-batch.holding", "Only codes of a hotspot profile stand on a router.", nameof(input.Holding));
        if (input.Holding == VoucherHolding.Ahead && routers.Count == 0) return new Refusal("voucher-batch.holding", "On which routers shall they stand?", nameof(input.RouterIds));
        return new Terms(profile, sales, price, routers);
    }

    /// <summary>As it was ordered.</summary>
    internal async Task<Result<VoucherBatch>> OfAsync(MakeBatch input, bool isImported, CancellationToken cancellationToken)
    {
        var terms = await TermsAsync(input, cancellationToken);
        if (!terms.Ok) return terms.Refusal;
        var (profile, sales, price, routers) = terms.Value;
        var (tenant, now) = (await tenants.CurrentAsync(cancellationToken), clock.GetUtcNow());
        return new VoucherBatch
        {
            Id = input.Id ?? Guid.CreateVersion7(),
            TenantId = tenant.Id,
            Number = await db.TakeAsync(Series, 1, cancellationToken),
            ProfileId = profile.Id,
            RouterIds = routers,
            Quantity = input.Quantity!.Value,
            Price = price,
            SalesPrice = sales,
            RedeemBy = input.RedeemUntil is { } day ? LocalTime.StartOf(day.AddDays(1), tenant.Zone) : null,
            TimeCount = input.TimeCount ?? profile.DurationCount,
            TimeUnit = input.TimeUnit ?? profile.DurationUnit,
            Starts = input.Starts,
            Counts = input.Counts,
            Holding = input.Holding,
            LocksDevice = input.LocksDevice,
            Signs = input.Signs,
            CodeLength = input.CodeLength,
            CodePrefix = input.Format.Prefix,
            CodeGroup = input.CodeGroup,
            HasPin = input.HasPin,
            IsImported = isImported,
            Notes = string.IsNullOrWhiteSpace(input.Notes) ? null : input.Notes.Trim(),
            ActorKind = actor.Kind,
            ActorId = actor.Id,
            ActorName = actor.Name,
            From = actor.From,
            CreatedAt = now,
        };
    }

    private static Refusal NoReason { get; } = new("voucher.reason", "Why? At most 300 letters.", "Reason");

    private static string? ReasonOf(string? reason) => reason?.Trim() is { Length: > 0 and <= 300 } why ? why : null;
}
