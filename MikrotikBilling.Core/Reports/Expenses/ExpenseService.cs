using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Reports.Expenses;

/// <summary>Books expenses, and takes back what was entered by mistake.</summary>
public sealed class ExpenseService(AppDbContext db, LedgerBooks books, TenantQueries tenants, CurrentActor actor, AuditLog audit, TimeProvider clock)
{
    private const string Subject = "expense";

    public async Task<Result<Expense>> AddAsync(SaveExpense input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var tenant = await tenants.CurrentAsync(cancellationToken);
        if (!Money.Fits(input.Amount!.Value, tenant.Currency)) return new Refusal("expense.amount-digits", $"{tenant.Currency} has {Currency.Digits(tenant.Currency)} decimal digits.", nameof(input.Amount));
        var now = clock.GetUtcNow();
        var today = tenant.DayOf(now);
        var day = input.SpentOn ?? today;
        if (day > today || day < today.AddYears(-1)) return new Refusal("expense.day", "Today, or a day within the last year.", nameof(input.SpentOn));
        try
        {
            return await db.ChangeAsync<Expense>(async token =>
            {
                if (input.Id is { } id && await db.Set<Expense>().AnyAsync(e => e.Id == id, token)) return AlreadySaved;
                var expense = new Expense
                {
                    Id = input.Id ?? Guid.CreateVersion7(),
                    SpentOn = day,
                    BookedOn = today,
                    At = now,
                    Category = await CategoryAsync(input.Category!.Trim(), token),
                    Amount = Money.FromDecimal(input.Amount.Value, tenant.Currency),
                    Way = input.Way,
                    Supplier = Trimmed(input.Supplier),
                    Reference = Trimmed(input.Reference),
                    Note = Trimmed(input.Note),
                    ActorId = actor.Id,
                    ActorName = actor.Name,
                };
                await BookAsync(expense, null, token);
                audit.Record("expense.added", Subject, expense.Id, $"Spent {expense.Amount} on {expense.Category}, {ExpenseWords.Of(expense.Way)}.");
                await db.SaveChangesAsync(token);
                return expense;
            }, cancellationToken);
        }
        catch (DbUpdateException e) when (input.Id is not null && (e.IsUniqueViolation("Expenses") || e.IsUniqueViolation("SourceId")))
        {
            return AlreadySaved;
        }
    }

    /// <summary>By a counter-entry; what was right is entered anew.</summary>
    public async Task<Result<Expense>> ReverseAsync(Guid id, string reason, CancellationToken cancellationToken)
    {
        try
        {
            return await db.ChangeAsync(token => ReverseInAsync(id, reason.Trim(), token), cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation("ReversesId"))
        {
            return AlreadyBack;
        }
    }

    private async Task<Result<Expense>> ReverseInAsync(Guid id, string reason, CancellationToken cancellationToken)
    {
        if (await db.Set<Expense>().AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, cancellationToken) is not { } wrong) return Refusal.NotFound;
        if (wrong.ReversesId is not null) return new Refusal("expense.is-counter-entry", "This takes another one back. Enter what is right anew.");
        if (await db.Set<Expense>().AnyAsync(e => e.ReversesId == id, cancellationToken)) return AlreadyBack;
        var now = clock.GetUtcNow();
        var back = new Expense
        {
            Id = Guid.CreateVersion7(),
            SpentOn = wrong.SpentOn,
            BookedOn = (await tenants.CurrentAsync(cancellationToken)).DayOf(now),
            At = now,
            Category = wrong.Category,
            Amount = -wrong.Amount,
            Way = wrong.Way,
            Supplier = wrong.Supplier,
            Reference = wrong.Reference,
            Note = reason,
            ActorId = actor.Id,
            ActorName = actor.Name,
            ReversesId = id,
        };
        var booked = await db.Set<LedgerTransaction>().Where(t => t.Kind == LedgerKind.Expense && t.SourceId == id).Select(t => t.Id).SingleAsync(cancellationToken);
        await BookAsync(back, booked, cancellationToken);
        audit.Record("expense.reversed", Subject, id, $"Took back {wrong.Amount} spent on {wrong.Category}: {reason}");
        await db.SaveChangesAsync(cancellationToken);
        return back;
    }

    private async Task BookAsync(Expense expense, Guid? reverses, CancellationToken cancellationToken)
    {
        db.Add(expense);
        var text = $"{(reverses is null ? "Expense" : "Expense taken back")}: {expense.Category}{(expense.Supplier is { } supplier ? $", {supplier}" : "")}";
        await books.BookAsync(new Posting(LedgerKind.Expense, expense.Id, null, text) { ReversesId = reverses }
            .Debit(LedgerAccount.Expenses, expense.Amount, expense.Category).Credit(LedgerAccount.Cash, expense.Amount, ExpenseWords.DetailOf(expense.Way)), cancellationToken);
    }

    /// <summary>One that is there already is written as it is there: <c>rent</c> and <c>Rent</c> are one.</summary>
    private async Task<string> CategoryAsync(string typed, CancellationToken cancellationToken) =>
        (await db.Set<Expense>().Select(e => e.Category).Distinct().OrderBy(c => c).Take(500).ToListAsync(cancellationToken)).Concat(ExpenseWords.Usual)
            .FirstOrDefault(c => string.Equals(c, typed, StringComparison.OrdinalIgnoreCase)) ?? typed;

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static Refusal AlreadySaved => new("expense.already-saved", "This expense was booked already.");

    private static Refusal AlreadyBack => new("expense.already-back", "It was taken back already.");
}
