using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Clocks;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments;

/// <summary>Money that is known to have come, and whose it is.</summary>
public sealed record NewPayment(Guid CustomerId, Money Amount, PaymentMethod Method)
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public string? Reference { get; init; }
    public string? PayerName { get; init; }
    public string? Note { get; init; }
    public DateOnly ReceivedOn { get; init; }

    /// <summary>When it was told of; null for the moment of booking.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    public RenewalWish? Wish { get; init; }

    /// <summary>Paid before any other that is open: the payer was asked for it.</summary>
    public Guid? FirstInvoiceId { get; init; }

    /// <summary>It had been nobody's.</summary>
    public Guid? SuspenseId { get; init; }

    /// <summary>Of the preview that a person looked at; null books it as it is now.</summary>
    public string? Stamp { get; init; }

    /// <summary>Why it is not booked though it could be.</summary>
    public Func<MoneyPlan, CancellationToken, Task<Refusal?>>? Objection { get; init; }

    /// <summary>The money is in: where the service cannot be renewed it stays credit, and is never turned away.</summary>
    public bool IsInAlready { get; init; }
}

/// <summary>The one way that a payment gets into the books, whoever tells of it: payment, ledger, open invoices, renewal, receipt. In the caller's transaction.</summary>
public sealed class PaymentEntry(
    AppDbContext db, LedgerBooks books, Settlement settlement, RenewalService renewals, BillingSettingsQueries settings, ReceiptMailer receipts, TenantQueries tenants,
    OnlineClocks clocks, CurrentActor actor, AuditLog audit, TimeProvider clock)
{
    /// <param name="balance">Taken in this transaction.</param>
    public async Task<Result<TakenPayment>> BookAsync(NewPayment input, Payer payer, CustomerBalance balance, CancellationToken cancellationToken)
    {
        IReadOnlyList<Invoice> open = await settlement.OpenAsync(input.CustomerId, input.Amount.Currency, cancellationToken);
        if (input.FirstInvoiceId is { } first) open = [.. open.OrderByDescending(i => i.Id == first)];
        var plan = await renewals.PlanAsync(balance, open, input.Amount, input.Wish, cancellationToken);
        if (!plan.Ok && input.IsInAlready) plan = await renewals.PlanAsync(balance, open, input.Amount, null, cancellationToken);
        if (!plan.Ok) return plan.Refusal;
        if (input.Stamp is { } stamp && stamp != plan.Value.Stamp) return MoneyRefusals.StalePreview;
        if (input.Objection is { } objection && await objection(plan.Value, cancellationToken) is { } refused) return refused;

        var payment = await AddAsync(input, cancellationToken);
        if (plan.Value.Renewal is { } renewal) (payment.SubscriptionId, payment.RenewedTo) = (renewal.SubscriptionId, renewal.EndsAt);
        clocks.Listen(plan.Value.Renewal is { HadAccess: true } running ? running.SubscriptionId : null);
        var renewed = await renewals.CarryOutAsync(plan.Value, cancellationToken);
        if (!renewed.Ok) return renewed.Refusal;
        clocks.Start(payment, input.ReceivedAt ?? payment.BookedAt);
        audit.Record("payment.taken", "payment", payment.Id, $"Took {payment.Amount} ({PaymentWords.Of(payment.Method)}), receipt {payment.Number}.", payment.CustomerId);
        await db.SaveChangesAsync(cancellationToken);
        var taken = new TakenPayment(payment, plan.Value, plan.Value.Renewal is null ? null : renewed.Value);
        await receipts.TakenAsync(payment, payer, plan.Value, taken.Renewed, cancellationToken);
        return taken;
    }

    private async Task<Payment> AddAsync(NewPayment input, CancellationToken cancellationToken)
    {
        var (rules, now) = (await settings.CurrentAsync(cancellationToken), clock.GetUtcNow());
        var today = (await tenants.CurrentAsync(cancellationToken)).DayOf(now);
        var numbers = new NumberFormat(rules.ReceiptPrefix, rules.NumbersRestartYearly, rules.NumberDigits);
        var payment = new Payment
        {
            Id = input.Id,
            CustomerId = input.CustomerId,
            Number = numbers.Write(today, await db.TakeAsync(numbers.Series(today), 1, cancellationToken)),
            Method = input.Method,
            Amount = input.Amount,
            Reference = Trimmed(input.Reference),
            PayerName = Trimmed(input.PayerName),
            Note = Trimmed(input.Note),
            ReceivedOn = input.ReceivedOn,
            BookedAt = now,
            ActorId = actor.Id,
            ActorName = actor.Name,
            SuspenseId = input.SuspenseId,
        };
        payment.Begin();
        db.Add(payment);
        settlement.Receive(payment.Id, payment.CustomerId, CreditKind.Payment, payment.Amount);
        await books.BookAsync(new Posting(LedgerKind.Payment, payment.Id, payment.CustomerId, $"Payment {payment.Number}, {PaymentWords.Of(payment.Method)}")
            .Debit(payment.CameFrom, payment.Amount, payment.Method.ToString()).Credit(LedgerAccount.Credit, payment.Amount), cancellationToken);
        return payment;
    }

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
