using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Changes;
using MikrotikBilling.Core.Billing.Customers;
using MikrotikBilling.Core.Billing.Discounts;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Web.Demo;

/// <summary>What happens with money beside the usual, each once or twice: too much paid, a cheque that bounced, corrections, invoices by hand, discounts.</summary>
internal sealed class DemoMoneyCases(DemoStory story, IReadOnlyDictionary<int, CreatedCustomer> made, DemoPayments payments, IReadOnlyList<Guid> profileIds, DateTimeOffset now)
{
    private const int Family = 2;

    private static readonly decimal[] Advances = [5000, 1250, 600];
    private static readonly decimal[] GivenBack = [1500, 700];

    private readonly List<int> _plain = [];
    private readonly List<int> _endingSoon = [];
    private readonly List<int> _ownScript = [];
    private readonly List<int> _schools = [];
    private readonly List<(int Number, Func<CreatedCustomer> Made)> _businesses = [];

    /// <summary>Customers that are invoiced afterwards.</summary>
    public IReadOnlyList<(int Number, Func<CreatedCustomer> Made)> Businesses => _businesses;

    /// <summary>Remembers who is good for what. Who pays afterwards joined in the time of the books: what was before is in others.</summary>
    public DemoContract Meet(int number, DemoContract contract)
    {
        var offer = DemoVariety.OfferOf(number, contract);
        if (offer.PaymentMode == PaymentMode.Postpaid && contract.StartsAt < now)
        {
            _businesses.Add((number, () => made[number]));
            // The period of the first is over since the last invoicing, so that the next one has something to do.
            var joined = _businesses.Count == 1 ? now.AddHours(-3).AddMonths(-2) : now.AddDays(-(33 + (number * 7 % 57))).AddMinutes(-number);
            return contract with { JoinedAt = joined, StartsAt = joined, RenewedAt = null, EndsAt = null, SuspendedAt = null };
        }
        // The cases are of the last month.
        if (contract.JoinedAt > now.AddDays(-31)) return contract;
        var isRunning = contract is { RenewedAt: not null, SuspendedAt: null } && contract.EndsAt > now.AddDays(1) && DemoVariety.IsPlain(number);
        if (contract.Person.UserName is not null && contract.SuspendedAt is null) _ownScript.Add(number);
        else if (isRunning && contract.Person.Name.Contains("School", StringComparison.Ordinal)) _schools.Add(number);
        else if (isRunning && contract.Offer <= 1 && contract.EndsAt < now.AddDays(7)) _endingSoon.Add(number);
        // Not renewed in the last days, which the cases are of.
        else if (isRunning && contract.Offer <= 1 && contract.EndsAt > now.AddDays(8) && contract.EndsAt < now.AddDays(22)) _plain.Add(number);
        return contract;
    }

    public void Tell()
    {
        var cast = new Queue<int>(_plain);
        TellCredit(cast);
        TellRefunds(cast);
        TellBouncedCheque(cast);
        TellCorrections(cast);
        TellByHand(cast);
        TellChange(cast);
        TellDiscounts(cast);
        TellOwnScript();
        TellToday(cast);
    }

    /// <summary>Paid in advance without saying what for.</summary>
    private void TellCredit(Queue<int> cast)
    {
        foreach (var (i, amount) in Advances.Index())
            if (cast.TryDequeue(out var number)) story.Tell(now.AddDays(-9 + (3 * i)), (s, token) => TakeAsync(s, number, amount, PaymentMethod.MobileMoney, $"TCR{i}88K2QX", token));
    }

    /// <summary>Sent twice: one gets all of the second sum back, one a part of it.</summary>
    private void TellRefunds(Queue<int> cast)
    {
        foreach (var (i, back) in GivenBack.Index())
            if (cast.TryDequeue(out var number))
                story.Tell(now.AddDays(-20 + (9 * i)), async (s, token) =>
                {
                    var payment = await TakeAsync(s, number, 1500, PaymentMethod.MobileMoney, $"TRF{i}51M7ZP", token);
                    DemoSeed.Value(await s.GetRequiredService<RefundService>().RefundAsync(payment.Id, new RefundPayment { Amount = back, Method = PaymentMethod.MobileMoney, Reason = "Sent twice by mistake." }, null, token));
                });
    }

    private void TellBouncedCheque(Queue<int> cast)
    {
        if (!cast.TryDequeue(out var number)) return;
        var id = Guid.Empty;
        story.Tell(now.AddDays(-5), async (s, token) =>
        {
            var customer = made[number];
            var (payments, input) = (s.GetRequiredService<PaymentService>(), new TakePayment { CustomerId = customer.CustomerId, SubscriptionId = customer.SubscriptionId, Method = PaymentMethod.Cheque, Reference = "000417" });
            if (await payments.PlanAsync(input with { Amount = 1 }, token) is { Ok: true, Value.Wanted: { } wanted })
                id = DemoSeed.Value(await payments.TakeAsync(input with { Amount = wanted.Total.ToDecimal() }, token)).Payment.Id;
        });
        story.Tell(now.AddDays(-3), async (s, token) =>
        {
            if (id != Guid.Empty) DemoSeed.Value(await s.GetRequiredService<ReversalService>().ReverseAsync(id, "The bank returned the cheque.", null, token));
        });
    }

    /// <summary>An hour without service is credited; an invoice that should not have been is voided.</summary>
    private void TellCorrections(Queue<int> cast)
    {
        foreach (var (i, (amount, reason)) in new[] { (150m, "Two days without service after the storm."), (500m, "Agreed when the speed was too low.") }.Index())
            if (cast.TryDequeue(out var number))
                story.Tell(now.AddDays(-6 - i), async (s, token) =>
                {
                    var paid = await s.GetRequiredService<AppDbContext>().Set<Invoice>().Where(v => v.CustomerId == made[number].CustomerId && v.State == InvoiceState.Paid && v.Kind == InvoiceKind.Invoice)
                        .OrderByDescending(v => v.IssuedAt).Select(v => (Guid?)v.Id).FirstOrDefaultAsync(token);
                    if (paid is { } invoice) DemoSeed.Value(await s.GetRequiredService<CreditNotes>().CreditAsync(invoice, new CorrectInvoice { Amount = amount, Reason = reason }, null, token));
                });
        if (cast.TryDequeue(out var wrong))
            story.Tell(now.AddDays(-12), async (s, token) =>
            {
                var invoice = await IssueAsync(s, wrong, [Line("Router, second floor", 1, "piece", 4500)], token);
                DemoSeed.Value(await s.GetRequiredService<CreditNotes>().VoidAsync(invoice.Id, "The router was for another customer.", null, token));
            });
    }

    /// <summary>Work at the customer's: paid in part, open, and one that is still being written.</summary>
    private void TellByHand(Queue<int> cast)
    {
        if (cast.TryDequeue(out var part))
        {
            story.Tell(now.AddDays(-4), (s, token) => IssueAsync(s, part, [Line("Outdoor cable, Cat 6", 42.5m, "m", 85), Line("Antenna mount", 1, "piece", 2800), Line("Work on the roof", 2.5m, "hours", 900, 250)], token));
            payments.TellSettling(now.AddDays(-2), part, PaymentMethod.Cash, 0.4m);
        }
        if (cast.TryDequeue(out var open)) story.Tell(now.AddDays(-1), (s, token) => IssueAsync(s, open, [Line("Second access point", 1, "piece", 5200), Line("Installation", 1, "visit", 1000)], token));
        if (cast.TryDequeue(out var late)) story.Tell(now.AddDays(-10), (s, token) => IssueAsync(s, late, [Line("New power supply", 1, "piece", 1450)], token));
        if (_businesses.Count > 4)
            story.Tell(now.AddHours(-3), async (s, token) => DemoSeed.Value(await s.GetRequiredService<InvoiceDrafts>().SaveAsync(null, _businesses[4].Made().CustomerId, new SaveInvoiceDraft
            {
                Lines = [Line("Cabling of the new office", 12, "sockets", 1850), Line("Network cabinet, 9 U", 1, "piece", 18_500), Line("Measurement and report", 1, "piece", 6000, 1000)],
                Note = "Order signed by the office manager.",
            }, null, token)));
    }

    /// <summary>In the middle of a paid month to a faster profile, the difference open on the invoice.</summary>
    private void TellChange(Queue<int> cast)
    {
        if (cast.TryDequeue(out var number))
            story.Tell(now.AddDays(-4).AddHours(2), async (s, token) => DemoSeed.Value(await s.GetRequiredService<ContractChanges>().CarryOutAsync(
                new ChangeWish(made[number].SubscriptionId) { ProfileId = profileIds[Family], LetOpen = true }, token)));
    }

    /// <summary>A code at renewal, a discount given by hand, a customer who pays no tax.</summary>
    private void TellDiscounts(Queue<int> cast)
    {
        for (var i = 0; i < 4; i++)
            if (cast.TryDequeue(out var number)) payments.TellRenewal(now.AddDays(-3 - (4 * i)), number, code: DemoBilling.Code);
        foreach (var (i, school) in _schools.Concat(cast).Take(2).Index())
        {
            if (i == 0)
                story.Tell(now.AddDays(-28), async (s, token) => DemoSeed.Value(await s.GetRequiredService<CustomerBillingService>().SaveAsync(made[school].CustomerId, null, new SaveCustomerBilling
                {
                    TaxExemptNumber = "KRA/EX/2291/26",
                    TaxExemptUntil = DateOnly.FromDateTime(now.UtcDateTime).AddDays(400),
                }, token)));
            story.Tell(now.AddDays(-28).AddHours(1), async (s, token) =>
            {
                var discount = await s.GetRequiredService<AppDbContext>().Set<Discount>().Where(d => d.Kind == DiscountKind.Manual).Select(d => d.Id).FirstAsync(token);
                DemoSeed.Value(await s.GetRequiredService<DiscountEditor>().GiveAsync(made[school].CustomerId, new GiveDiscount { DiscountId = discount }, token));
            });
            payments.TellRenewal(now.AddDays(-2).AddHours(i), school);
        }
    }

    /// <summary>Invoices in the customer's own script.</summary>
    private void TellOwnScript()
    {
        foreach (var (i, number) in _ownScript.Index())
            story.Tell(now.AddDays(-8).AddHours(i), async (s, token) =>
            {
                var name = await s.GetRequiredService<AppDbContext>().Set<Customer>().Where(c => c.Id == made[number].CustomerId).Select(c => c.Name).SingleAsync(token);
                await IssueAsync(s, number, [.. Words(name).Select((text, n) => Line(text, 1 + n, "", 750 + (400 * n)))], token);
            });
    }

    private static string[] Words(string name) => name[0] switch
    {
        >= '\u0980' and <= '\u09FF' => ["নতুন সংযোগের তার", "রাউটার বসানোর কাজ"],
        >= '\u0600' and <= '\u06FF' => ["كابل للاتصال الجديد", "تركيب جهاز التوجيه"],
        _ => ["Cable for the new line", "Installation of the router"],
    };

    /// <summary>So that the day has takings whenever the demo is started.</summary>
    private void TellToday(Queue<int> cast)
    {
        foreach (var (i, number) in _endingSoon.Concat(cast).Take(9).Index())
            payments.TellRenewal(now.AddMinutes(-14 - (17 * i)), number, i % 3 == 1 ? PaymentMethod.Cash : null);
    }

    private async Task<Payment> TakeAsync(IServiceProvider services, int number, decimal amount, PaymentMethod method, string reference, CancellationToken cancellationToken) =>
        DemoSeed.Value(await services.GetRequiredService<PaymentService>().TakeAsync(
            new TakePayment { CustomerId = made[number].CustomerId, Amount = amount, Method = method, Reference = reference }, cancellationToken)).Payment;

    private async Task<Invoice> IssueAsync(IServiceProvider services, int number, DraftLine[] lines, CancellationToken cancellationToken)
    {
        var drafts = services.GetRequiredService<InvoiceDrafts>();
        var draft = DemoSeed.Value(await drafts.SaveAsync(null, made[number].CustomerId, new SaveInvoiceDraft { Lines = lines }, null, cancellationToken));
        return DemoSeed.Value(await drafts.IssueAsync(draft.Id, null, null, cancellationToken));
    }

    private static DraftLine Line(string text, decimal quantity, string unit, decimal price, decimal? discount = null) =>
        new() { Text = text, Quantity = quantity, Unit = unit, Price = price, Discount = discount, Taxed = true };
}
