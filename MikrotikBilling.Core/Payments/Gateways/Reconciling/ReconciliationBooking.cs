using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways.Reconciling;

/// <summary>What booking all that is missing would book now.</summary>
/// <param name="Count">Of all; at most <see cref="ReconciliationBooking.MostAtOnce"/> are booked by one press.</param>
/// <param name="Stamp">Names the rows it rests on.</param>
public sealed record MissingPlan(int Count, IReadOnlyList<Money> Sums, string Stamp);

/// <param name="Refused">What could not be booked and stays open, with the reason at each.</param>
public sealed record MissingBooked(int Booked, int InSuspense, int Refused, int Left);

/// <summary>Books what a provider's list has and the books have not, through the one function that books what callbacks tell of: who comes second books nothing.</summary>
public sealed class ReconciliationBooking(AppDbContext db, GatewayCatalog gateways, GatewayBooking booking, ReconciliationDesk desk, AuditLog audit)
{
    public const int MostAtOnce = 200;
    private const int Tries = 5;

    /// <summary>No token: what is booked is booked to the end, whether the browser waits or not.</summary>
    public async Task<Result<MovementOutcome>> BookAsync(Guid runId, Guid rowId)
    {
        for (var tries = 1; ; tries++)
        {
            Result<MovementOutcome> done;
            try
            {
                done = await db.ChangeAsync(token => BookInAsync(runId, rowId, token), CancellationToken.None);
            }
            catch (DbUpdateException e) when (tries < Tries && e.IsUniqueViolation())
            {
                continue; // a callback came first; what it left is read anew
            }
            if (done.Refusal is not { Code: Refusal.StaleCode } || tries >= Tries) return done;
        }
    }

    public async Task<MissingPlan> PlanAsync(Guid runId, CancellationToken cancellationToken)
    {
        var rows = await Missing(runId).GroupBy(r => r.TheirCurrency).Select(g => new { Currency = g.Key, Minor = g.Sum(r => r.TheirMinor - r.TheirBackMinor), Count = g.Count(), First = g.Min(r => r.Position), Last = g.Max(r => r.Position) })
            .ToListAsync(cancellationToken);
        var sums = rows.OrderBy(r => r.Currency, StringComparer.Ordinal).Select(r => new Money(r.Minor ?? 0, r.Currency!)).ToList();
        var facts = string.Join('|', rows.OrderBy(r => r.Currency, StringComparer.Ordinal).Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Currency}{r.Minor}:{r.Count}:{r.First}-{r.Last}")));
        return new MissingPlan(rows.Sum(r => r.Count), sums, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(facts)))[..24]);
    }

    /// <summary>One transaction each: what one of them meets does not stop the others.</summary>
    /// <param name="stamp">Of the plan that the person looked at.</param>
    public async Task<Result<MissingBooked>> BookMissingAsync(Guid runId, string? stamp, CancellationToken cancellationToken)
    {
        if (!await db.Set<ReconciliationRun>().AnyAsync(r => r.Id == runId && r.State != ReconciliationState.Draft, cancellationToken)) return Refusal.NotFound;
        if ((await PlanAsync(runId, cancellationToken)).Stamp != stamp) return MoneyRefusals.StalePreview;
        var rows = await Missing(runId).OrderBy(r => r.Position).Select(r => r.Id).Take(MostAtOnce).ToListAsync(cancellationToken);
        var (booked, suspense, refused) = (0, 0, 0);
        foreach (var row in rows)
        {
            var done = await BookAsync(runId, row);
            if (done is { Ok: true, Value.Result: "suspense" }) suspense++;
            else if (done.Ok) booked++;
            else if (done.Refusal.Code != ReconciliationDesk.Settled.Code) refused += await SayWhyAsync(row, done.Refusal.Message);
        }
        return new MissingBooked(booked, suspense, refused, await Missing(runId).CountAsync(CancellationToken.None));
    }

    private IQueryable<ReconciliationRow> Missing(Guid runId) => db.Set<ReconciliationRow>().Where(r => r.RunId == runId && r.Kind == DifferenceKind.Missing && r.State == DifferenceState.Open);

    private async Task<Result<MovementOutcome>> BookInAsync(Guid runId, Guid rowId, CancellationToken cancellationToken)
    {
        if (await desk.RowAsync(runId, rowId, cancellationToken) is not { } row) return Refusal.NotFound;
        if (row.State != DifferenceState.Open) return ReconciliationDesk.Settled;
        if (!row.MayBook) return new Refusal("reconciliation.not-bookable", "This cannot be booked by a press. Put it right where it belongs, or say in a note why it may stay so.");
        var account = await db.Set<ReconciliationRun>().Where(r => r.Id == runId).Join(db.Set<GatewayAccount>(), r => r.AccountId, a => a.Id, (_, a) => a).AsNoTracking().SingleAsync(cancellationToken);
        var method = gateways.Find(account.Gateway)!.Info.Method;
        var applied = await booking.ApplyAsync(account, method, row.Kind == DifferenceKind.Missing ? FactOf(row, MovementState.Succeeded, row.Account) : await BackAsync(row, cancellationToken), cancellationToken);
        if (applied is { Ok: true } && row is { Kind: DifferenceKind.Missing, TheirBackMinor: > 0 } && row.TheirBackMinor == row.TheirMinor)
            applied = await booking.ApplyAsync(account, method, FactOf(row, MovementState.Reversed, row.Account), cancellationToken);
        if (!applied.Ok) return applied.Refusal;
        var made = await db.Set<GatewayMovement>().AsNoTracking().Where(m => m.Id == applied.Value.MovementId).Select(m => new { m.PaymentId, m.SuspenseId }).SingleAsync(cancellationToken);
        var words = applied.Value.IsDuplicate ? "A message told of it in the meantime; nothing more was booked." : applied.Value.Words;
        if (await desk.SettleAsync(rowId, DifferenceState.Booked, applied.Value.MovementId, made.PaymentId, made.SuspenseId, words, null, cancellationToken) == 0) return ReconciliationDesk.Settled;
        audit.Record("reconciliation.booked", ReconciliationDesk.Subject, runId, $"Booked {row.TransactionId} over {row.Theirs} from the list of {account.Name}. {words}");
        await db.SaveChangesAsync(cancellationToken);
        await desk.CountAsync(runId, cancellationToken);
        return applied;
    }

    /// <summary>The very movement that is there, taken back.</summary>
    private async Task<MovementFact> BackAsync(ReconciliationRow row, CancellationToken cancellationToken)
    {
        var movement = await db.Set<GatewayMovement>().AsNoTracking().SingleAsync(m => m.Id == row.MovementId, cancellationToken);
        return new MovementFact(movement.TransactionId, MovementState.Reversed, movement.Amount) { Account = movement.Account };
    }

    private static MovementFact FactOf(ReconciliationRow row, MovementState state, string? account) => new(row.TransactionId!, state, row.Theirs!.Value)
    {
        Account = account,
        PayerName = row.PayerName,
        PayerPhone = row.PayerPhone,
        MethodText = "From the provider's list",
        At = row.At,
    };

    private async Task<int> SayWhyAsync(Guid row, string why) => await db.InTransactionAsync(token => db.Set<ReconciliationRow>().Where(r => r.Id == row && r.State == DifferenceState.Open)
        .ExecuteUpdateAsync(set => set.SetProperty(r => r.Words, TextRules.Cut(why, 300)), token), CancellationToken.None);
}
