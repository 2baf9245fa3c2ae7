using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Provisioning;

namespace MikrotikBilling.Core.Payments.Clocks;

/// <summary>Starts the clocks of a payment in the transaction that books it, and calls them off with its reversal.</summary>
public sealed class OnlineClocks(AppDbContext db, AccountWatch watch, TimeProvider clock)
{
    /// <summary>From here on what the payment renews and wakes is heard.</summary>
    /// <param name="online">The service that is online already; nothing is waited for where its router holds it.</param>
    public void Listen(Guid? online) => watch.Begin(online);

    /// <summary>Adds a clock for each service that has access now; the caller saves.</summary>
    public void Start(Payment payment, DateTimeOffset receivedAt)
    {
        ArgumentNullException.ThrowIfNull(payment);
        watch.End();
        var now = clock.GetUtcNow();
        foreach (var account in watch.Marked.Where(a => a.HasAccess))
            db.Add(new OnlineClock
            {
                PaymentId = payment.Id,
                SubscriptionId = account.SubscriptionId,
                RouterId = account.RouterId,
                RouterAccountId = account.Id,
                Kind = account.Kind,
                WantedVersion = account.Version,
                ReceivedAt = receivedAt,
                BookedAt = payment.BookedAt,
                QueuedAt = now,
                State = account.WasHeld && account.SubscriptionId == watch.Exempt ? OnlineState.WasOnline : OnlineState.Waiting,
            });
    }

    /// <summary>Money that did not stand is waited for no more. What is applied already was, and counts.</summary>
    public Task CallOffAsync(Guid paymentId, CancellationToken cancellationToken) => db.Set<OnlineClock>().Where(c => c.PaymentId == paymentId && c.State == OnlineState.Waiting)
        .ExecuteUpdateAsync(set => set.SetProperty(c => c.State, OnlineState.CalledOff), cancellationToken);
}
