using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Clocks;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Features.Payments.Clocks;
using MikrotikBilling.Web.Features.Payments.Gateways;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments;

/// <summary>Money that waits for somebody, what came in last, and how long it takes from there to the customer online.</summary>
internal sealed class PaymentsDashboard(
    WaitingMoneyQueries money, PaymentQueries payments, ClockQueries clocks, CustomerQueries customers, TenantClock clock) : IDashboardSource
{
    private const string Waits = "money-waits";
    private const string Suspense = "suspense";
    private const string Online = "paid-to-online";
    private const string Newest = "newest-payments";
    private const int Shown = 8;
    private static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(4);

    public IReadOnlyList<DashboardPart> Parts { get; } =
    [
        new(Waits, DashboardPlace.Note, 20, "Money that waits", "Sums without an owner, requests and refunds to look at. Shown while there is something.", PaymentsPermissions.View),
        new(Online, DashboardPlace.Tile, 90, "Paid to online", "From the money to the customer online, in the last 24 hours.", PaymentsPermissions.View),
        new(Suspense, DashboardPlace.Tile, 95, "Without an owner", "Payments of which nobody knows whose they are.", PaymentsPermissions.View) { IsUsual = false },
        new(Newest, DashboardPlace.Panel, 40, "Newest payments", "The payments that came in last.", PaymentsPermissions.View) { IsUsual = false },
    ];

    public async Task<IReadOnlyList<DashboardContent>> ReadAsync(DashboardRequest request, CancellationToken cancellationToken)
    {
        if (!request.Wants(Waits, Suspense, Online, Newest) || (await CustomersDashboard.CountsAsync(request, customers, cancellationToken)).Count == 0) return [];
        var parts = new List<DashboardContent>();
        if (request.Wants(Waits, Suspense))
        {
            var waiting = await request.KeptAsync("money", KeepFor, () => money.CountWaitingAsync(cancellationToken));
            parts.Add(DashboardContent.Tile(Suspense, "Without an owner", Units.Count(waiting.Sums), waiting.Sums > 0 ? "find out whose they are" : "none", "wallet", GatewaysPages.Suspense, waiting.Sums > 0 ? Tone.Warn : Tone.Neutral));
            if (!request.May(GatewaysPermissions.Reconcile)) waiting = waiting with { Statements = 0 };
            if (waiting.IsAny) parts.Add(DashboardContent.Of<MoneyThatWaits>(Waits, (nameof(MoneyThatWaits.Money), waiting)));
        }
        if (request.Wants(Online))
        {
            var paid = (await request.KeptAsync("clocks", KeepFor, () => clocks.FiguresAsync(cancellationToken))).Day;
            parts.Add(DashboardContent.Tile(Online, "Paid to online", ClockWords.Within(paid.Applied), Hint(paid), "clock", ClocksPages.List));
        }
        if (request.Wants(Newest))
        {
            var lines = await request.KeptAsync("payments", KeepFor, () => payments.ListAsync(new PaymentFilter(), cancellationToken, Shown));
            parts.Add(DashboardContent.Of<NewestPayments>(Newest, (nameof(NewestPayments.Payments), lines.Items), (nameof(NewestPayments.Time), await clock.NowAsync(cancellationToken))));
        }
        return parts;
    }

    private static Phrase Hint(OnlineTimes paid) =>
        paid.Applied.Count == 0 ? "no payment in 24 h" : Phrase.Of($"95 % in {ClockWords.Long(paid.Applied.Most)}{(paid.Seen.Count == 0 ? Phrase.Of("") : Phrase.Of($", seen {ClockWords.Long(paid.Seen.Most)}"))}");
}
