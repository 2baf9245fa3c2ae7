using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Payments.Gateways.Attempts;

namespace MikrotikBilling.Core.Payments.Gateways.Kept;

/// <summary>What becomes of kept ways to pay by what providers say; always in the caller's transaction.</summary>
public sealed class SavedMethods(AppDbContext db, EmailOutbox outbox, AuditLog audit, TimeProvider clock)
{
    /// <summary>Keeps what the payer left where he agreed to it; told twice, it is one. What was removed since stays removed.</summary>
    public async Task KeepAsync(PaymentAttempt attempt, KeptMethod told, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentNullException.ThrowIfNull(told);
        if (!attempt.KeepsMethod) return;
        var (now, label) = (clock.GetUtcNow(), TextRules.Cut(told.Label, 80));
        var made = new SavedMethod
        {
            TenantId = attempt.TenantId,
            CustomerId = attempt.CustomerId,
            AccountId = attempt.AccountId,
            Gateway = attempt.Gateway,
            Mode = attempt.Mode,
            MethodId = told.MethodId,
            ProviderCustomerId = told.CustomerId,
            Label = label,
            LastDay = told.LastDay,
        };
        made.Keep(attempt.Id, now);
        if (await db.BulkInsertNewAsync([made], [nameof(SavedMethod.AccountId), nameof(SavedMethod.MethodId)], cancellationToken) == 1)
        {
            Note(made, "kept", $"Keeps {label}, as the payer agreed: it is charged at each renewal and on the due day of invoices.");
            return;
        }
        var known = await TakeAsync(await db.Set<SavedMethod>().Where(m => m.AccountId == attempt.AccountId && m.MethodId == told.MethodId).Select(m => m.Id).SingleAsync(cancellationToken), cancellationToken);
        // What somebody else left is not this payer's to be charged by.
        if (known.CustomerId != attempt.CustomerId) return;
        if (known.RemovedAt is { } removed)
        {
            if (known.AgreedById == attempt.Id || attempt.CreatedAt <= removed) return;
            known.Keep(attempt.Id, now);
            Note(known, "kept", $"Keeps {label} again, as the payer agreed.");
        }
        (known.ProviderCustomerId, known.Label, known.LastDay) = (told.CustomerId, label, told.LastDay);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>A charge came to its end.</summary>
    public async Task EndedAsync(PaymentAttempt attempt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        if (attempt.SavedMethodId is not { } id || !(attempt.State == AttemptState.Succeeded || attempt.IsDeclined)) return;
        var (method, now) = (await TakeAsync(id, cancellationToken), clock.GetUtcNow());
        var words = attempt.Words ?? "The bank said no.";
        if (attempt.State == AttemptState.Succeeded) method.Charged(now);
        else if (method.Declined(words, now) && method.IsKept) await SetAsideAsync(method, $"Declined {method.Failures} times in a row. {words}", cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Not charged any more, and its customer is told, once.</summary>
    public async Task SetAsideAsync(SavedMethod method, string because, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(method);
        method.Remove(because, clock.GetUtcNow());
        Note(method, "set-aside", $"{method.Label} is not charged any more. {because}");
        var customer = await db.Set<Customer>().Where(c => c.Id == method.CustomerId).Select(c => new { c.Name, c.Email }).SingleAsync(cancellationToken);
        await outbox.QueueAsync(new EmailRequest(new SetAsideEmail(customer.Name, method.Label, method.LastFailure is null || method.Failures == 0 ? null : method.LastFailure), customer.Email, customer.Name)
        {
            CustomerId = method.CustomerId,
            DedupeKey = $"{KeptEmails.SetAside}:{method.Id}:{method.AgreedById}",
        }, cancellationToken);
    }

    /// <summary>One whose last day is over; false where another was first.</summary>
    public Task<bool> EndOverAsync(Guid id, DateOnly today, CancellationToken cancellationToken) => db.InTransactionAsync(async token =>
    {
        var method = await TakeAsync(id, token);
        if (!method.IsKept || !method.IsOver(today)) return false;
        await SetAsideAsync(method, $"It could be charged until {DisplayFormat.Current.Date(method.LastDay!.Value)}.", token);
        await db.SaveChangesAsync(token);
        return true;
    }, cancellationToken);

    internal void Note(SavedMethod method, string what, string words) => audit.Record($"kept-method.{what}", "kept-method", method.Id, words, method.CustomerId);

    /// <summary>Whoever else changes it waits until this transaction ends.</summary>
    internal async Task<SavedMethod> TakeAsync(Guid id, CancellationToken cancellationToken)
    {
        await db.Set<SavedMethod>().Where(m => m.Id == id).ExecuteUpdateAsync(set => set.SetProperty(m => m.Version, m => m.Version + 1), cancellationToken);
        return await db.Set<SavedMethod>().SingleAsync(m => m.Id == id, cancellationToken);
    }
}
