using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Reports.Drawer;

/// <summary>
/// Closes the cash drawer: what should be in it comes from the ledger's cash account, which holds what was taken in cash, for vouchers too, less what was given back
/// and spent from it. What is missing or too much is booked, so that the account holds what is really there.
/// </summary>
public sealed class DrawerService(AppDbContext db, LedgerBooks books, LedgerDayQueries days, TenantQueries tenants, CurrentActor actor, AuditLog audit, TimeProvider clock)
{
    private const string Cash = nameof(PaymentMethod.Cash);
    private static readonly string[] InDrawer = [Cash, PaymentWords.VoucherCash];

    public async Task<DrawerState> StateAsync(CancellationToken cancellationToken)
    {
        var tenant = await tenants.CurrentAsync(cancellationToken);
        var (currency, today) = (tenant.Currency, tenant.DayOf(clock.GetUtcNow()));
        var last = await db.Set<DrawerClose>().AsNoTracking().Where(c => c.Currency == currency).OrderByDescending(c => c.Number).FirstOrDefaultAsync(cancellationToken);
        var booked = await days.HeldAsync(LedgerAccount.Cash, InDrawer, null, currency, cancellationToken);
        // Before the first one nobody knows what became of earlier days' cash: it begins with this day's.
        var since = last?.Booked.Minor ?? await days.HeldAsync(LedgerAccount.Cash, InDrawer, today.AddDays(-1), currency, cancellationToken);
        return new DrawerState(last, last?.Left ?? Money.Zero(currency), new Money(booked - since, currency), new Money(booked, currency));
    }

    public async Task<Result<DrawerClose>> CloseAsync(CloseDrawer input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var currency = (await tenants.CurrentAsync(cancellationToken)).Currency;
        if (new[] { input.Counted, input.Left, input.Opening }.Any(a => a is { } amount && !Money.Fits(amount, currency)))
            return new Refusal("drawer.amount-digits", $"{currency} has {Currency.Digits(currency)} decimal digits.", nameof(input.Counted));
        try
        {
            return await db.ChangeAsync(token => CloseInAsync(input, currency, token), cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation("Number") || e.IsUniqueViolation("DrawerCloses") || e.IsUniqueViolation("SourceId"))
        {
            return ClosedMeanwhile;
        }
    }

    private async Task<Result<DrawerClose>> CloseInAsync(CloseDrawer input, string currency, CancellationToken cancellationToken)
    {
        if (input.Id is { } id && await db.Set<DrawerClose>().AnyAsync(c => c.Id == id, cancellationToken)) return new Refusal("drawer.already-saved", "This close was saved already.");
        var state = await StateAsync(cancellationToken);
        if (input.Stamp is { } stamp && stamp != state.Stamp) return stamp.StartsWith($"{state.Last?.Number ?? 0}-", StringComparison.Ordinal) ? MoneyRefusals.StalePreview : ClosedMeanwhile;
        var (tenant, now) = (await tenants.CurrentAsync(cancellationToken), clock.GetUtcNow());
        var counted = Money.FromDecimal(input.Counted!.Value, currency);
        var begun = state.Last is null ? Money.FromDecimal(input.Opening ?? 0, currency) : state.Opening;
        var difference = counted - begun - state.Taken;
        if (!difference.IsZero && string.IsNullOrWhiteSpace(input.Reason))
            return new Refusal("drawer.reason", $"{begun + state.Taken} should be in it: {(difference.Minor < 0 ? $"{-difference} is missing" : $"{difference} is too much")}. Say why, if only that nobody knows.", nameof(input.Reason));
        var close = new DrawerClose
        {
            Id = input.Id ?? Guid.CreateVersion7(),
            Number = (state.Last?.Number ?? 0) + 1,
            Currency = currency,
            At = now,
            ClosedOn = tenant.DayOf(now),
            Opening = begun,
            Taken = state.Taken,
            Counted = counted,
            Left = Money.FromDecimal(input.Left ?? 0, currency),
            Reason = string.IsNullOrWhiteSpace(input.Reason) ? null : input.Reason.Trim(),
            Booked = state.Booked + difference,
            ActorId = actor.Id,
            ActorName = actor.Name,
        };
        db.Add(close);
        if (!difference.IsZero)
            await books.BookAsync(new Posting(LedgerKind.DrawerCount, close.Id, null, $"Drawer close {close.Number}: {close.Reason}")
                .Debit(LedgerAccount.Cash, difference, Cash).Credit(LedgerAccount.CashDifference, difference), cancellationToken);
        audit.Record("drawer.closed", "drawer-close", close.Id, $"Closed the drawer (no. {close.Number}): {close.Counted} counted, {close.Expected} expected.{(close.Reason is { } why ? $" {why}" : "")}");
        await db.SaveChangesAsync(cancellationToken);
        return close;
    }

    private static Refusal ClosedMeanwhile => new("drawer.closed-meanwhile", "Somebody else closed the drawer meanwhile. Count what came in since.");
}

/// <summary>The closes of the drawer, newest first.</summary>
public sealed class DrawerQueries(AppDbContext db, TenantQueries tenants)
{
    public const int PageSize = 25;

    public async Task<Page<DrawerClose>> ListAsync(string? cursor, CancellationToken cancellationToken, int size = PageSize)
    {
        var currency = (await tenants.CurrentAsync(cancellationToken)).Currency;
        var mark = Cursor.Decode<Position>(cursor);
        var back = mark is { Back: true };
        var rows = db.Set<DrawerClose>().AsNoTracking().Where(c => c.Currency == currency);
        if (mark is { Number: var number }) rows = back ? rows.Where(c => c.Number > number) : rows.Where(c => c.Number < number);
        rows = back ? rows.OrderBy(c => c.Number) : rows.OrderByDescending(c => c.Number);
        return Edges.Page(await rows.Take(size + 1).ToListAsync(cancellationToken), size, mark is not null, back, (close, turned) => Cursor.Encode(new Position(close.Number, turned)));
    }

    public Task<DrawerClose?> FindAsync(Guid id, CancellationToken cancellationToken) => db.Set<DrawerClose>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken);

    private sealed record Position(int Number, bool Back);
}
