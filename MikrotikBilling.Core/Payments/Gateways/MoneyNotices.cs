using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Notifications.Notices;
using MikrotikBilling.Core.Payments.Clocks;
using MikrotikBilling.Core.Payments.Gateways.Reconciling;
using MikrotikBilling.Core.Provisioning.Alarms;

namespace MikrotikBilling.Core.Payments.Gateways;

/// <summary>Money that waits for a person, by the figures that the dashboard shows too.</summary>
internal sealed class MoneyNotices(WaitingMoneyQueries money) : INoticeSource
{
    internal static NoticeCause Suspense { get; } = new("money-suspense", NoticeAreas.Money, "Payments without an owner", "Money came in and nobody knows whose it is.", PaymentsPermissions.View, NoticeSeverity.Warning);

    internal static NoticeCause Requests { get; } = new("payment-requests", NoticeAreas.Money, "Requests for payment to look at", "Something is odd about a request for payment, or nobody knows how it ended.",
        PaymentsPermissions.View, NoticeSeverity.Warning);

    internal static NoticeCause Refunds { get; } = new("refunds-silent", NoticeAreas.Money, "Refunds without an answer", "Nobody knows whether the provider sent the money back.", PaymentsPermissions.View, NoticeSeverity.Warning);

    internal static NoticeCause Lists { get; } = new("provider-lists", NoticeAreas.Money, "Providers' lists that differ", "A provider's list of movements and the books differ.", BillingPermissions.Ledger, NoticeSeverity.Warning);

    internal static NoticeCause Gateways { get; } = new("gateway-trouble", NoticeAreas.Money, "Payment provider in trouble", "Every message of a provider fails, comes with a wrong signature or at a wrong time.",
        AlarmsPermissions.View, NoticeSeverity.Critical);

    internal static NoticeCause PaidToOnline { get; } = new("paid-to-online", NoticeAreas.Money, "Paid and not online", "What was paid takes too long to be online.", AlarmsPermissions.View, NoticeSeverity.Critical);

    internal static IReadOnlyList<NoticeCause> Own { get; } = [Suspense, Requests, Refunds, Lists];

    internal static IReadOnlyList<AlarmKind> Alarms { get; } =
    [
        new(GatewayWatch.Failing, "Payment provider fails", Gateways.Key), new(GatewayWatch.WrongClock, "Payment provider's clock", Gateways.Key),
        new(GatewayWatch.Forged, "Forged messages", Gateways.Key), new(ClockWatch.AlarmKind, PaidToOnline.Name, PaidToOnline.Key),
        // The list itself is told of, to those who can settle it.
        new(ReconciliationDesk.AlarmKind, "List and books differ", null),
    ];

    public IReadOnlyList<string> Causes { get; } = [.. Own.Select(c => c.Key)];

    public Phrase Ending => "Settled";

    public async Task<IReadOnlyList<NoticeNews>> LookAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var waiting = await money.CountWaitingAsync(cancellationToken);
        return
        [
            .. waiting.Sums > 0 ? (IEnumerable<NoticeNews>)[OfSums(waiting.Sums)] : [],
            .. Told(Requests, waiting.Requests, "A request for payment needs a look", n => $"{n} requests for payment need a look", null, "/payments/requests?state=person"),
            .. Told(Refunds, waiting.Refunds, "A refund has no answer", n => $"{n} refunds have no answer", "Nobody knows whether the money went back.",
                waiting.OldestRefundOf is { } payment ? $"/payments/{payment}" : "/payments"),
            .. Told(Lists, waiting.Statements, "A provider's list and the books differ", n => $"{n} providers' lists and the books differ", null, $"/payments/reconciliation?state={ReconciliationState.Open}"),
        ];
    }

    internal static NoticeNews OfSums(int count) => Told(Suspense, Math.Max(1, count), "A payment has no owner", n => $"{n} payments have no owner", "Give each to its customer or send it back.", "/payments/suspense").Single();

    private static IEnumerable<NoticeNews> Told(NoticeCause cause, int count, Phrase one, Func<int, Phrase> many, Phrase? text, string url)
    {
        if (count > 0) yield return new NoticeNews(cause.Key, "all", count == 1 ? one : many(count), text, url) { Amount = count };
    }
}
