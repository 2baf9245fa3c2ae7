using System.Globalization;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Changes;
using MikrotikBilling.Core.Billing.Dunning;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Billing.Runs;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Billing.Histories;

/// <summary>
/// Customers to whom random things happen. What each does is written on paper from what was asked for, not from what the program says; the documents
/// it issues are reckoned again.
/// </summary>
internal sealed class MoneyHistory(TestApp app, FakeClock clock, HouseRules house, Random random)
{
    private readonly PaperBook _paper = new();
    private readonly List<CreatedCustomer> _services = [];
    private readonly List<Guid> _payments = [];
    private readonly List<(Guid Service, DateTimeOffset From, DateTimeOffset? To)> _rests = [];
    private readonly Dictionary<Guid, InvoiceState> _documents = [];
    private List<Profile> _profiles = [];
    private Router? _router;
    private int _references;

    /// <summary>How often each kind of step did something, and how often the program refused it.</summary>
    public SortedDictionary<string, int> Done { get; } = new(StringComparer.Ordinal);

    public List<string> Log { get; } = [];

    public async Task BeginAsync()
    {
        _profiles = await house.SetUpAsync(app, random);
        _router = await app.RouterAsync();
        for (var i = 0; i < 4; i++)
        {
            var charge = random.Next(3) == 0 ? FirstCharge.Nothing : FirstCharge.Invoice;
            _services.Add(await app.NewAsync(_router, Any(_profiles), n => n with { Name = $"Customer {i}", UserName = $"c{i}", FirstCharge = charge, Email = $"c{i}@example.net" }));
        }
        await ReadDocumentsAsync();
    }

    public async Task StepAsync()
    {
        var (what, refusal) = random.Next(100) switch
        {
            < 22 => ("pay", await PayAsync()),
            < 29 => ("renew", (await RenewAsync()).Refusal),
            < 49 => ("time", await PassTimeAsync()),
            < 57 => ("change profile", await ChangeAsync(Any(_profiles).Id)),
            < 59 => ("cancel", await ChangeAsync(null)),
            < 64 => ("credit note", await CreditAsync()),
            < 68 => ("void", await VoidAsync()),
            < 71 => ("reverse", await ReverseAsync()),
            < 75 => ("refund", await RefundAsync()),
            < 78 => ("pay out", await PayOutAsync()),
            < 84 => ("pause or resume", await RestAsync()),
            < 87 => ("give days", (await app.Contract(s => s.ExtendByAsync(Any(_services).SubscriptionId, random.Next(1, 20), null, CancellationToken.None))).Refusal),
            < 91 => ("invoice run", await InvoiceAsync()),
            < 96 => ("dunning", await DunAsync()),
            _ => ("new service", await AddServiceAsync()),
        };
        var key = refusal is null ? what : $"{what}: {refusal.Code}";
        Done[key] = Done.GetValueOrDefault(key) + 1;
        Log.Add($"{clock.GetUtcNow():u} {key}");
        await ReadDocumentsAsync();
    }

    /// <summary>Everything that must hold now; empty when it does.</summary>
    public async Task<List<string>> WrongAsync()
    {
        var wrong = await app.WrongAsync();
        wrong.AddRange(await app.Db(db => GapsAsync(db.Set<BillingPeriod>().AsNoTracking(), db.Set<Subscription>().AsNoTracking())));
        foreach (var balance in await app.Db(db => db.Set<Core.Billing.Ledger.CustomerBalance>().AsNoTracking().ToListAsync()))
            if (balance.CreditMinor - balance.OwedMinor != _paper.Of(balance.CustomerId)) wrong.Add($"{balance.CustomerId}: {balance.CreditMinor} - {balance.OwedMinor}, on paper {_paper.Of(balance.CustomerId)}");
        if ((await app.AccountsAsync()).GetValueOrDefault(Core.Billing.Ledger.LedgerAccount.Cash) is var till && till != _paper.Till) wrong.Add($"till {till}, on paper {_paper.Till}");
        return wrong;
    }

    private async Task<Refusal?> PayAsync()
    {
        var service = Any(_services);
        var input = new TakePayment
        {
            Id = random.Next(2) == 0 ? Guid.CreateVersion7() : null,
            CustomerId = service.CustomerId,
            Method = Any(PaymentWords.ByHand),
            Reference = string.Create(CultureInfo.InvariantCulture, $"R{++_references}"),
            SubscriptionId = random.Next(4) == 0 ? null : service.SubscriptionId,
            Periods = random.Next(4) == 0 ? random.Next(2, 4) : 1,
            DiscountCode = house.Promotion is not null && random.Next(5) == 0 ? HouseRules.Code : null,
            Amount = house.Money(1).ToDecimal(),
            AmountConfirmed = true,
        };
        var asked = await PlanAsync(input);
        var exact = asked.Ok ? (asked.Value.Wanted?.Total.Minor ?? 1000) + asked.Value.Settlements.Sum(s => s.Due.Minor) - asked.Value.CreditBefore.Minor : random.Next(1, 5000);
        var minor = Math.Max(1, random.Next(5) switch { 0 => exact / 3, 1 => exact + random.Next(1, 20_000), 2 => random.Next(1, 50), _ => exact });
        input = input with { Amount = house.Money(minor).ToDecimal() };
        var plan = await PlanAsync(input);
        if (plan.Ok && random.Next(2) == 0) input = input with { Stamp = plan.Value.Stamp };

        var taken = await app.With<PaymentService, Result<TakenPayment>>(s => s.TakeAsync(input, CancellationToken.None));
        plan.Ok.ShouldBe(taken.Ok);
        if (!taken.Ok) return taken.Refusal;
        _payments.Add(taken.Value.Payment.Id);
        _paper.Paid(service.CustomerId, minor);
        // What the panel said is what came of it.
        (await app.BalanceAsync(service)).CreditMinor.ShouldBe(plan.Value!.CreditAfter.Minor);
        (taken.Value.Renewed is null).ShouldBe(plan.Value.Renewal is null);
        return null;

        Task<Result<MoneyPlan>> PlanAsync(TakePayment wanted) => app.With<PaymentService, Result<MoneyPlan>>(s => s.PlanAsync(wanted, CancellationToken.None));
    }

    private Task<Result<Renewed>> RenewAsync()
    {
        var service = Any(_services);
        return app.With<RenewalService, Result<Renewed>>(s => s.RenewAsync(service.CustomerId, new RenewalWish(service.SubscriptionId, random.Next(1, 3)), null, CancellationToken.None));
    }

    /// <summary>Minutes, days, a month or a season; then what the program does each minute.</summary>
    private async Task<Refusal?> PassTimeAsync()
    {
        clock.Advance(random.Next(6) switch
        {
            0 => TimeSpan.FromMinutes(random.Next(1, 3000)),
            1 => TimeSpan.FromDays(random.Next(26, 34)),
            2 => TimeSpan.FromDays(random.Next(60, 100)),
            3 => TimeSpan.FromSeconds(random.Next(1, 100_000)),
            _ => TimeSpan.FromDays(random.Next(1, 12)),
        });
        (await app.With<DueSubscriptions, (int Started, int Expired, int Failed)>(d => d.MoveAsync(clock.GetUtcNow(), CancellationToken.None))).Failed.ShouldBe(0);
        return null;
    }

    private async Task<Refusal?> ChangeAsync(Guid? profile)
    {
        var service = Any(_services);
        var wish = new ChangeWish(service.SubscriptionId) { ProfileId = profile, GivesBack = profile is not null || random.Next(3) > 0, LetOpen = random.Next(2) == 0, Reason = "Moved" };
        var plan = await app.With<ContractChanges, Result<ContractPrice>>(s => s.PlanAsync(wish, CancellationToken.None));
        if (plan.Ok && random.Next(2) == 0)
        {
            clock.Advance(TimeSpan.FromSeconds(random.Next(1, 600)));
            wish = wish with { AsOf = plan.Value.AsOf, Stamp = plan.Value.Stamp };
        }
        var changed = await app.With<ContractChanges, Result<ContractChanged>>(s => s.CarryOutAsync(wish, CancellationToken.None));
        if (changed.Ok && wish.Stamp is not null) (changed.Value.Price.Back, changed.Value.Price.Cost).ShouldBe((plan.Value!.Back, plan.Value.Cost));
        return changed.Refusal;
    }

    private async Task<Refusal?> CreditAsync()
    {
        if (await AnyInvoiceAsync() is not { } invoice) return new Refusal("none", "");
        var left = invoice.Total.Minor - await app.Db(db => db.Set<Invoice>().Where(i => i.CorrectsId == invoice.Id).SumAsync(i => i.Total.Minor));
        long? part = random.Next(2) == 0 || left < 2 ? null : random.NextInt64(1, left);
        var noted = await app.With<CreditNotes, Result<Invoice>>(s =>
            s.CreditAsync(invoice.Id, new CorrectInvoice { Amount = part is { } some ? house.Money(some).ToDecimal() : null, Reason = "Outage" }, null, CancellationToken.None));
        if (noted.Ok) noted.Value.Total.Minor.ShouldBe(part ?? left);
        return noted.Refusal;
    }

    private async Task<Refusal?> VoidAsync() => await AnyInvoiceAsync() is { } invoice
        ? (await app.With<CreditNotes, Result<Invoice>>(s => s.VoidAsync(invoice.Id, "Wrong", null, CancellationToken.None))).Refusal
        : new Refusal("none", "");

    private async Task<Refusal?> ReverseAsync()
    {
        if (_payments.Count == 0) return new Refusal("none", "");
        var reversed = await app.With<ReversalService, Result<Payment>>(s => s.ReverseAsync(Any(_payments), "Bounced", null, CancellationToken.None));
        if (!reversed.Ok) return reversed.Refusal;
        _paper.GivenBack(reversed.Value.CustomerId, reversed.Value.Amount.Minor);
        // What he had back of it already stands on an invoice.
        _paper.Credited(reversed.Value.CustomerId, reversed.Value.Refunded.Minor);
        return null;
    }

    private async Task<Refusal?> RefundAsync()
    {
        if (_payments.Count == 0) return new Refusal("none", "");
        var id = Any(_payments);
        var payment = await app.Db(db => db.Set<Payment>().AsNoTracking().SingleAsync(p => p.Id == id));
        var minor = random.NextInt64(1, payment.Amount.Minor + 1);
        var refunded = await app.With<RefundService, Result<Money>>(s => s.RefundAsync(id, Refund(minor), null, CancellationToken.None));
        if (refunded.Ok) _paper.GivenBack(payment.CustomerId, minor);
        return refunded.Refusal;
    }

    private async Task<Refusal?> PayOutAsync()
    {
        var customer = Any(_services).CustomerId;
        var minor = random.NextInt64(1, 3000);
        var input = new PayOut { CustomerId = customer, Amount = house.Money(minor).ToDecimal(), Method = Any(PaymentWords.ByHand), Reason = "Moved away" };
        var plan = await app.With<RefundService, Result<PayOutPlan>>(s => s.PlanAsync(input, CancellationToken.None));
        if (plan.Ok && random.Next(2) == 0) input = input with { Stamp = plan.Value.Stamp };
        var paid = await app.With<RefundService, Result<PayOutPlan>>(s => s.PayOutAsync(input, CancellationToken.None));
        plan.Ok.ShouldBe(paid.Ok);
        if (paid.Ok) _paper.GivenBack(customer, minor);
        return paid.Refusal;
    }

    private RefundPayment Refund(long minor) => new() { Amount = house.Money(minor).ToDecimal(), Method = Any(PaymentWords.ByHand), Reason = "Moved away" };

    private async Task<Refusal?> RestAsync()
    {
        var service = Any(_services).SubscriptionId;
        var paused = (await app.SubscriptionAsync(service)).Status == SubscriptionStatus.Paused;
        var done = await app.Contract(s => paused ? s.ResumeAsync(service, null, CancellationToken.None) : s.PauseAsync(service, null, CancellationToken.None));
        if (done.Ok && !paused) _rests.Add((service, clock.GetUtcNow(), null));
        if (done.Ok && paused) _rests[_rests.FindLastIndex(r => r.Service == service)] = _rests.Last(r => r.Service == service) with { To = clock.GetUtcNow() };
        return done.Refusal;
    }

    private async Task<Refusal?> InvoiceAsync()
    {
        await app.With<InvoicePostpaidJob, string>(j => j.RunAsync(clock.GetUtcNow(), CancellationToken.None));
        (await app.Db(db => db.Set<InvoiceRunFailure>().CountAsync())).ShouldBe(0);
        return null;
    }

    private async Task<Refusal?> DunAsync()
    {
        await app.With<EnforceOverdueJob, string>(j => j.RunAsync(clock.GetUtcNow(), CancellationToken.None));
        return null;
    }

    private async Task<Refusal?> AddServiceAsync()
    {
        var customer = Any(_services).CustomerId;
        var added = await app.With<NewCustomerService, Result<CreatedCustomer>>(s => s.AddServiceAsync(customer,
            new NewService { RouterId = _router!.Id, ProfileId = Any(_profiles).Id, UserName = $"c{_services.Count}", FirstCharge = FirstCharge.Invoice }, CancellationToken.None));
        if (added.Ok) _services.Add(added.Value);
        return added.Refusal;
    }

    /// <summary>Writes what was issued and voided since the last time on paper, each document reckoned from its lines.</summary>
    private async Task ReadDocumentsAsync()
    {
        var lines = (await app.Db(db => db.Set<InvoiceLine>().AsNoTracking().ToListAsync())).ToLookup(l => l.InvoiceId);
        foreach (var document in await app.Db(db => db.Set<Invoice>().AsNoTracking().OrderBy(i => i.Id).ToListAsync()))
        {
            var known = _documents.TryGetValue(document.Id, out var before);
            _documents[document.Id] = document.State;
            if (!known && document.Kind == InvoiceKind.CreditNote) _paper.Credited(document.CustomerId, document.Total.Minor);
            if (!known && document.Kind == InvoiceKind.Invoice)
            {
                // What was given back of a payment that bounced is owed as it is, nothing is sold again.
                var bounced = lines[document.Id].Any(l => l.Kind == LineKind.Other);
                var total = bounced ? lines[document.Id].Sum(l => (long)(l.UnitPrice.Minor * l.Quantity))
                    : lines[document.Id].Any(l => l.Unit == "share") ? lines[document.Id].Sum(l => l.Total.Minor)
                    : house.Total([.. lines[document.Id].OrderBy(l => l.Position).Select(l => (long)(l.UnitPrice.Minor * l.Quantity) - l.Discount.Minor)]);
                document.Total.Minor.ShouldBe(total, document.Number);
                foreach (var line in lines[document.Id].Where(l => l.PeriodStart is not null && l.Kind != LineKind.SetUpFee)) Fair(line);
                _paper.Invoiced(document.CustomerId, total);
            }
            if (known && before != InvoiceState.Void && document.State == InvoiceState.Void) _paper.Credited(document.CustomerId, document.Total.Minor);
        }
    }

    /// <summary>A period is as long as it is called, and a part costs no more than its share of the shortest month and no less than that of the longest.</summary>
    private void Fair(InvoiceLine line)
    {
        var profile = _profiles.Single(p => p.Id == line.ProfileId);
        var days = (decimal)(line.PeriodEnd!.Value - line.PeriodStart!.Value).TotalDays;
        var (shortest, longest) = profile.Duration switch
        {
            { Unit: SpanUnit.Months } => (28m, 31m),
            { Unit: SpanUnit.Weeks } => (7m, 7m),
            _ => (30m, 30m),
        };
        const decimal Hour = 1.1m / 24;
        if (line.Unit == profile.Duration.ToString()) days.ShouldBeInRange((shortest * line.Quantity) - Hour, (longest * line.Quantity) + Hour);
        if (line.Unit != "part") return;
        days -= RestedDays(line);
        var whole = profile.Price.Minor;
        ((decimal)line.UnitPrice.Minor).ShouldBeInRange(Math.Min(whole, whole * (days - Hour) / longest) - 1, (whole * (days + Hour) / shortest) + 1);
    }

    /// <summary>Paused time costs nothing.</summary>
    private decimal RestedDays(InvoiceLine line) => _rests.Where(r => r.Service == line.SubscriptionId).Sum(rest =>
    {
        var from = rest.From > line.PeriodStart ? rest.From : line.PeriodStart!.Value;
        var to = rest.To is { } end && end < line.PeriodEnd ? end : line.PeriodEnd!.Value;
        return to > from ? (decimal)(to - from).TotalDays : 0;
    });

    /// <summary>Services that were always paid afterwards are billed without a break from their first moment on.</summary>
    private async Task<List<string>> GapsAsync(IQueryable<BillingPeriod> periods, IQueryable<Subscription> subscriptions)
    {
        var afterwards = _profiles.Where(p => p.PaymentMode == PaymentMode.Postpaid).Select(p => p.Id).ToHashSet();
        var starts = await subscriptions.ToDictionaryAsync(s => s.Id, s => s.StartsAt);
        var wrong = new List<string>();
        foreach (var service in (await periods.ToListAsync()).GroupBy(p => p.SubscriptionId).Where(g => g.All(p => afterwards.Contains(p.ProfileId))))
        {
            var to = starts[service.Key];
            foreach (var period in service.OrderBy(p => p.StartsAt).ThenBy(p => p.EndsAt))
            {
                if (period.StartsAt > to) wrong.Add($"service {service.Key} is not billed from {to:u} to {period.StartsAt:u}");
                to = period.EndsAt > to ? period.EndsAt : to;
            }
        }
        return wrong;
    }

    private async Task<Invoice?> AnyInvoiceAsync()
    {
        var all = await app.Db(db => db.Set<Invoice>().AsNoTracking().Where(i => i.Kind == InvoiceKind.Invoice).OrderBy(i => i.Id).ToListAsync());
        // The later ones more often: nothing has happened to them yet.
        return all.Count == 0 ? null : all[^(1 + (int)(all.Count * random.NextDouble() * random.NextDouble()))];
    }

    private T Any<T>(IReadOnlyList<T> all) => all[random.Next(all.Count)];
}
