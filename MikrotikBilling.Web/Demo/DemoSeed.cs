using System.Globalization;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Dunning;
using MikrotikBilling.Core.Billing.Runs;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Reports.Saved;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Web.Demo.Providers;

namespace MikrotikBilling.Web.Demo;

/// <summary>Makes the demo company and almost a year of its life, through the services that people and jobs use.</summary>
internal sealed class DemoSeed(
    IServiceScopeFactory scopes, DueSubscriptions due, ImportWorker imports, OverdueEnforcement enforcement, InvoiceRunWorker invoicing, VoucherMaker vouchers, ReportMaker reports, DemoClock clock)
{
    public const string OwnerEmail = "owner@demo.example";
    public const int Customers = 300;
    public const int Seed = 20260301;
    private const int ConflictCount = 3;
    private const int OffEvery = 9;

    public const string Currency = "KES";

    private static readonly SetUpTenant Company = new("Rift Valley Wireless", Currency, "Africa/Nairobi", "KE");

    private readonly Dictionary<int, CreatedCustomer> _made = [];
    private readonly List<int> _onFirstRouter = [];
    private readonly Dictionary<int, DateTimeOffset> _joined = [];

    public async Task MakeAsync(DemoRouters routers, DemoProviders providers, string ownerPassword, DateTimeOffset now, CancellationToken cancellationToken, int customers = Customers)
    {
        var began = now.AddDays(-340);
        clock.TravelTo(began);
        StaffMember owner;
        await using (var scope = scopes.CreateAsyncScope())
            owner = Value(await scope.ServiceProvider.GetRequiredService<StaffService>()
                .SetUpAsync(Company, new CreateOwner("Amina Odhiambo", OwnerEmail, ownerPassword), cancellationToken));

        var story = new DemoStory(scopes, due, clock);
        var routerIds = new List<Guid>();
        var profileIds = new List<Guid>();
        foreach (var simulator in routers.Simulators) story.Tell(began.AddHours(1), async (s, token) => routerIds.Add(await RouterAsync(s, simulator, token)));
        foreach (var offer in DemoOffers.All.Select(o => o.Profile).Concat(DemoOffers.More))
            story.Tell(began.AddHours(2), async (s, token) => profileIds.Add(Value(await s.GetRequiredService<ProfileService>().AddAsync(offer, token)).Id));
        var zone = TimeZoneInfo.FindSystemTimeZoneById(Company.TimeZone);
        var contracts = new DemoContracts(Seed, routers.Simulators.Count, now, zone);
        var variety = new DemoVariety(story, _made, profileIds, routerIds);
        var payments = new DemoPayments(story, _made, Seed, now, zone);
        var cases = new DemoMoneyCases(story, _made, payments, profileIds, now);
        DemoBilling.Tell(story, began, payments.Since);
        for (var i = 0; i < customers; i++)
        {
            var contract = cases.Meet(i, contracts.Next());
            Tell(story, i, contract, routerIds, profileIds, payments, now);
            variety.Tell(i, contract, now);
        }
        cases.Tell();
        new DemoBusiness(scopes, story, payments, enforcement, invoicing, owner, now).Tell(cases.Businesses);
        new DemoVouchers(scopes, story, vouchers, profileIds, routerIds, now).Tell();
        new DemoReports(story, reports, now, zone).Tell();
        new DemoEmails(story, _made, now).Tell();
        new DemoGateways(scopes, story, _made, owner, providers, now, customers).Tell();
        foreach (var i in DemoOffers.All.Index().Where(o => o.Item.Retired).Select(o => o.Index))
            story.Tell(now.AddHours(-1), async (s, token) => Check(await s.GetRequiredService<ProfileService>().SetActiveAsync(profileIds[i], false, token)));
        story.TellDue(now);
        try
        {
            await story.PlayAsync(owner.TenantId, s => s.GetRequiredService<CurrentActor>().Use(ActorKind.Staff, owner.Id, owner.FullName, null), cancellationToken);
            await new DemoStaff(scopes, clock, owner).MakeAsync(ownerPassword, now, cancellationToken);
            await new DemoImports(scopes, imports, clock, owner).MakeAsync(_made, now, cancellationToken);
            await DemoEmails.SendAsync(scopes, owner.TenantId, now, cancellationToken);
            await new DemoOutages(scopes, Seed).MakeAsync(owner.TenantId, now, cancellationToken);
            await new DemoClocks(scopes, Seed).MakeAsync(owner.TenantId, cancellationToken);
            await new DemoUsage(scopes, Seed).MakeAsync(owner.TenantId, zone, now, cancellationToken);
        }
        finally
        {
            clock.ComeHome();
        }
        foreach (var i in Enumerable.Range(0, customers).Where(i => i % OffEvery == 4)) routers.SwitchOff(_made[i].UserName);
        AddForeignSecrets(routers);
    }

    private void Tell(DemoStory story, int number, DemoContract contract, List<Guid> routerIds, List<Guid> profileIds, DemoPayments payments, DateTimeOffset now)
    {
        if (contract.Router == 0) _onFirstRouter.Add(number);
        var (sold, used) = (DemoOffers.All[contract.Offer].Profile, DemoVariety.OfferOf(number, contract));
        var billed = contract.RenewedAt is null && contract.JoinedAt > payments.Since && used == sold;
        var company = used.PaymentMode == PaymentMode.Postpaid ? $"{contract.Person.Name} Ltd" : null;
        story.Tell(contract.JoinedAt, async (s, token) => _made[number] = Value(await s.GetRequiredService<NewCustomerService>().CreateAsync(
            Input(contract, routerIds[contract.Router], profileIds[contract.Offer]) with
            {
                FirstCharge = billed ? FirstCharge.Invoice : FirstCharge.Nothing,
                Company = company,
                TaxNumber = company is null ? null : string.Create(CultureInfo.InvariantCulture, $"P0519{number:D5}K"),
            }, token)));
        if (billed) payments.TellFirst(number, contract, number % 3 == 0 ? BroughtBy(contract) : null);
        if (contract.RenewedAt is { } renewed && contract.EndsAt is { } end)
        {
            var paid = payments.TellRenewals(number, contract, Length(sold), Length(used));
            if (paid is null)
                story.Tell(renewed, async (s, token) => Value(await s.GetRequiredService<SubscriptionService>()
                    .ExtendToAsync(_made[number].SubscriptionId, Local(end), null, token)));
            if (used.PaymentMode != PaymentMode.Postpaid) TellEarlier(story, number, contract, Length(sold).AddTo(contract.StartsAt, payments.Zone), paid ?? renewed);
        }
        _joined.TryAdd(number, contract.JoinedAt);
        if (contract.EndsAt is { } over && over < now) story.TellDue(over.AddMinutes(1));
        if (contract.SuspendedAt is { } suspended)
            story.Tell(suspended, async (s, token) => Value(await s.GetRequiredService<SubscriptionService>().DisableAsync(_made[number].SubscriptionId, null, token)));
        if (number % 11 == 5 && contract.RenewedAt is { } moved) story.Tell(moved.AddMinutes(2), (s, token) => NoteAsync(s, _made[number].CustomerId, token));
    }

    /// <summary>What was paid before the books of this program began: it ends where the first renewal that is told begins, or some hours before it.</summary>
    private void TellEarlier(DemoStory story, int number, DemoContract contract, DateTimeOffset firstEnd, DateTimeOffset renewed)
    {
        var ends = DemoPayments.IsLate(number) ? renewed.AddHours(-2 - (number * 7 % 60)) : renewed;
        if (ends > firstEnd)
            story.Tell(contract.JoinedAt.AddMinutes(5), async (s, token) => Value(await s.GetRequiredService<SubscriptionService>()
                .ExtendToAsync(_made[number].SubscriptionId, Local(ends), null, token)));
        else ends = firstEnd;
        if (ends < renewed) story.TellDue(ends.AddMinutes(1));
    }

    /// <summary>Somebody who was there before.</summary>
    private int? BroughtBy(DemoContract contract) => _joined.Where(j => j.Value < contract.JoinedAt.AddDays(-30)).Select(j => (int?)j.Key).FirstOrDefault();

    private static CalendarSpan Length(SaveProfile profile) => new(profile.DurationCount ?? 1, profile.DurationUnit);

    internal static NewCustomer Input(DemoContract contract, Guid routerId, Guid profileId) => new()
    {
        Name = contract.Person.Name,
        UserName = contract.Person.UserName,
        Phone = contract.Person.Phone,
        Email = contract.Person.Email,
        Address = contract.Person.Address,
        RouterId = routerId,
        ProfileId = profileId,
        StartsOn = contract.StartsAt > contract.JoinedAt ? Local(contract.StartsAt) : null,
    };

    private static async Task<Guid> RouterAsync(IServiceProvider services, RouterSimulator simulator, CancellationToken cancellationToken)
    {
        var service = services.GetRequiredService<RouterService>();
        var router = Value(await service.AddAsync(new SaveRouter(
            simulator.Options.Identity, "127.0.0.1", simulator.TlsPort ?? simulator.Port, simulator.TlsPort is not null, simulator.UserName, simulator.Password),
            cancellationToken));
        if (simulator.TlsPort is not null) Check(await service.TrustCertificateAsync(router.Id, simulator.CertificateSha256, cancellationToken));
        return router.Id;
    }

    private static async Task NoteAsync(IServiceProvider services, Guid customerId, CancellationToken cancellationToken)
    {
        var found = await services.GetRequiredService<CustomerQueries>().FindAsync(customerId, cancellationToken);
        if (found is not { } customer) return;
        Value(await services.GetRequiredService<CustomerService>().EditAsync(customerId, customer.Version, new SaveCustomer(
            customer.Name, customer.Email, customer.Phone, customer.Address, "Router stands in the shop; ask for the manager."), cancellationToken));
    }

    /// <summary>Rows that somebody made by hand: some stand in the way of a customer of ours, one is nobody's business.</summary>
    private void AddForeignSecrets(DemoRouters routers)
    {
        var router = routers.Simulators[0];
        foreach (var number in _onFirstRouter.Skip(4).Take(ConflictCount))
            router.Add("/ppp/secret", ("name", _made[number].UserName), ("password", "made-by-hand"), ("comment", "old contract, ask Joseph before deleting"));
        router.Add("/ppp/secret", ("name", "noc-test"), ("password", "made-by-hand"), ("comment", "test line of the tower"));
    }

    private static DateTime Local(DateTimeOffset instant) =>
        TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(Company.TimeZone)).DateTime;

    internal static T Value<T>(Result<T> result) => result.Ok ? result.Value : throw new InvalidOperationException($"The demo was refused: {result.Refusal.Message}");

    private static void Check(Result result)
    {
        if (!result.Ok) throw new InvalidOperationException($"The demo was refused: {result.Refusal.Message}");
    }
}
