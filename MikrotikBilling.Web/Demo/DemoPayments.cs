using Bogus;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Customers;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Web.Demo;

/// <summary>What ordinary customers pay: renewals in time and late, first invoices, what is left open. The same seed, the same payments.</summary>
internal sealed class DemoPayments(DemoStory story, IReadOnlyDictionary<int, CreatedCustomer> made, int seed, DateTimeOffset now, TimeZoneInfo zone)
{
    /// <summary>So long the company has kept its books in this program; what was before is in others.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(92);

    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789";

    private static readonly PaymentMethod[] Methods =
    [
        PaymentMethod.MobileMoney, PaymentMethod.MobileMoney, PaymentMethod.MobileMoney, PaymentMethod.MobileMoney, PaymentMethod.MobileMoney,
        PaymentMethod.Cash, PaymentMethod.Cash, PaymentMethod.Cash, PaymentMethod.BankTransfer, PaymentMethod.Cheque,
    ];

    private readonly Randomizer _random = new(seed + 11);

    public DateTimeOffset Since => now - Kept;

    public TimeZoneInfo Zone => zone;

    /// <summary>
    /// Paid renewals that lead to the end the contract says, from the last one back: the first of a few was late, all others came in time. When its
    /// period began; null when there is no room for one.
    /// </summary>
    public DateTimeOffset? TellRenewals(int number, DemoContract contract, CalendarSpan first, CalendarSpan length)
    {
        var (end, earliest) = (contract.EndsAt!.Value, first.AddTo(contract.StartsAt, zone).AddHours(1));
        var begins = new List<DateTimeOffset>();
        for (var k = 1; k <= Most(number, length.Unit); k++)
        {
            var begin = (length with { Count = -length.Count * k }).AddTo(end, zone);
            if (begin < earliest || begin < Since) break;
            begins.Add(begin);
        }
        if (begins.Count == 0 || begins[0] > now.AddMinutes(-5)) return null;
        begins.Reverse();
        var method = Methods[number % Methods.Length];
        for (var i = 0; i < begins.Count; i++)
        {
            var span = end - begins[^1];
            var inTime = i > 0 ? begins[i] - (span * _random.Double(0.01, 0.1)) : begins[0] - (span * (0.01 + (number % 9 * 0.01)));
            TellRenewal(i == 0 && IsLate(number) ? begins[0] : inTime > Since ? inTime : Since, number, method);
        }
        return begins[0];
    }

    /// <summary>Pays only when the time is over.</summary>
    public static bool IsLate(int number) => number % 4 == 1;

    /// <summary>One more period, as much as it costs.</summary>
    public void TellRenewal(DateTimeOffset at, int number, PaymentMethod? method = null, string? code = null)
    {
        var (how, reference) = Paid(method ?? _random.ArrayElement(Methods));
        story.Tell(at, (s, token) => made.TryGetValue(number, out var customer) ? RenewAsync(s, customer, how, reference, code, token) : Task.CompletedTask);
    }

    /// <summary>All that is open, or a part of it.</summary>
    public void TellSettling(DateTimeOffset at, int number, PaymentMethod method, decimal share = 1)
    {
        var (how, reference) = Paid(method);
        story.Tell(at, (s, token) => made.TryGetValue(number, out var customer) ? SettleAsync(s, customer, how, reference, share, token) : Task.CompletedTask);
    }

    /// <summary>Whoever joined in the time of the books has a first invoice: most pay it, one in nine does not; some were brought by another customer.</summary>
    public void TellFirst(int number, DemoContract contract, int? broughtBy)
    {
        if (broughtBy is { } referrer) story.Tell(contract.JoinedAt.AddMinutes(1), (s, token) => BringAsync(s, made[number], made[referrer], token));
        var paid = contract.JoinedAt + TimeSpan.FromMinutes(_random.Bool(0.6f) ? _random.Number(4, 30) : _random.Number(300, 4000));
        if (number % 9 != 4 && paid < now) TellSettling(paid, number, _random.ArrayElement(Methods));
    }

    private static async Task RenewAsync(IServiceProvider services, CreatedCustomer customer, PaymentMethod method, string? reference, string? code, CancellationToken cancellationToken)
    {
        var payments = services.GetRequiredService<PaymentService>();
        var input = new TakePayment { CustomerId = customer.CustomerId, SubscriptionId = customer.SubscriptionId, Amount = 1, Method = method, Reference = reference, DiscountCode = code };
        var plan = await payments.PlanAsync(input, cancellationToken);
        if (!plan.Ok || plan.Value.Wanted is not { } wanted || await OpenAsync(services, customer, cancellationToken) is { IsZero: false }) return;
        var missing = wanted.Total - plan.Value.CreditBefore;
        if (missing.Minor > 0) DemoSeed.Value(await payments.TakeAsync(input with { Amount = missing.ToDecimal() }, cancellationToken));
    }

    private static async Task BringAsync(IServiceProvider services, CreatedCustomer friend, CreatedCustomer referrer, CancellationToken cancellationToken)
    {
        var number = await services.GetRequiredService<AppDbContext>().Set<Customer>().Where(c => c.Id == referrer.CustomerId).Select(c => c.Number).SingleAsync(cancellationToken);
        DemoSeed.Value(await services.GetRequiredService<CustomerBillingService>().SaveAsync(friend.CustomerId, null, new SaveCustomerBilling { Referrer = Customer.NumberOf(number) }, cancellationToken));
    }

    private static async Task SettleAsync(IServiceProvider services, CreatedCustomer customer, PaymentMethod method, string? reference, decimal share, CancellationToken cancellationToken)
    {
        var open = await OpenAsync(services, customer, cancellationToken);
        if (open.IsZero) return;
        DemoSeed.Value(await services.GetRequiredService<PaymentService>().TakeAsync(
            new TakePayment { CustomerId = customer.CustomerId, Amount = decimal.Round(open.ToDecimal() * share, 0, MidpointRounding.AwayFromZero), Method = method, Reference = reference }, cancellationToken));
    }

    private static async Task<Money> OpenAsync(IServiceProvider services, CreatedCustomer customer, CancellationToken cancellationToken)
    {
        var owed = await services.GetRequiredService<AppDbContext>().Set<CustomerBalance>().Where(b => b.CustomerId == customer.CustomerId).Select(b => b.OwedMinor).SingleOrDefaultAsync(cancellationToken);
        return new Money(owed, DemoSeed.Currency);
    }

    /// <summary>A number as the other side writes it.</summary>
    private (PaymentMethod Method, string? Reference) Paid(PaymentMethod method) => (method, method switch
    {
        PaymentMethod.MobileMoney => $"T{_random.String2(9, Letters)}",
        PaymentMethod.BankTransfer => $"FT26{_random.Number(100_000_000, 999_999_999)}",
        PaymentMethod.Cheque => $"{_random.Number(100_000, 999_999)}",
        _ => null,
    });

    /// <summary>Renewals told of one customer; more of them make the start slower and show nothing new.</summary>
    private static int Most(int number, SpanUnit unit) => unit switch { SpanUnit.Months => 2 + (number % 2), SpanUnit.Weeks => 4, _ => 2 };
}
