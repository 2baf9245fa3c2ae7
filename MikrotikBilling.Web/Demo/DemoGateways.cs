using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Mpesa;
using MikrotikBilling.Core.Payments.Gateways.Reconciling;
using MikrotikBilling.Core.Payments.Gateways.Signed;
using MikrotikBilling.Core.Payments.Gateways.Stripe;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Demo.Providers;

namespace MikrotikBilling.Web.Demo;

/// <summary>
/// A local payment processor that tells of each payment by the signed callback: most are booked at once, some name an account that nobody has, one came
/// twice, one waits, one contradicts.
/// </summary>
internal sealed class DemoGateways(IServiceScopeFactory scopes, DemoStory story, IReadOnlyDictionary<int, CreatedCustomer> made, StaffMember owner, DemoProviders providers, DateTimeOffset now, int customers)
{
    private const string Processor = "Ziwa Pay";

    private readonly int[] _payers = [.. new[] { 17, 44, 83, 121, 160, 202, 251 }.Where(number => number < customers)];

    private static readonly Dictionary<StatementColumn, string?> ListColumns = new()
    {
        [StatementColumn.Id] = "Reference",
        [StatementColumn.Time] = "Time",
        [StatementColumn.Amount] = "Amount",
        [StatementColumn.Status] = "Status",
        [StatementColumn.Account] = "Account",
    };

    private readonly string _secret = GatewayAccountService.NewSecret();

    public void Tell()
    {
        story.TellJob(now.AddDays(-20), token => InScopeAsync(AddAsync, token, byHand: true));
        foreach (var (i, number) in _payers.Index()) TellPayment(now.AddDays(-15).AddHours(41 * i), $"ZP88{i}K41", number, 500 + (250 * i));
        TellPayment(now.AddDays(-2).AddMinutes(1), "ZP882K41", 83, 1000);
        TellPayment(now.AddMinutes(-6), "ZP897T20", 29, 1500, "pending");
        TellPayment(now.AddHours(-30), "ZP893R77", 61, 900, "reversed");

        TellUnknown(now.AddDays(-8), "ZP889B15", "RIFT-99", 1500);
        TellUnknown(now.AddDays(-5), "ZP890C02", "house 14 blue gate", 2500);
        TellUnknown(now.AddHours(-20), "ZP894D58", "wifi", 25, "USD");
        TellTypo(now.AddHours(-3), "ZP896F31", 83, 2000);
        story.TellJob(now.AddDays(-4), token => InScopeAsync(SettleAsync, token, byHand: true));
        story.TellJob(now.AddDays(-3), token => InScopeAsync(CompareAsync, token, byHand: true));
    }

    private void TellPayment(DateTimeOffset at, string id, int number, decimal amount, string status = "success") =>
        story.TellJob(at, token => InScopeAsync(async (s, t) => await SendAsync(s, id, await UserNameAsync(s, number, t), amount, status, DemoSeed.Currency, t), token));

    private void TellUnknown(DateTimeOffset at, string id, string account, decimal amount, string currency = DemoSeed.Currency) =>
        story.TellJob(at, token => InScopeAsync((s, t) => SendAsync(s, id, account, amount, "success", currency, t), token));

    /// <summary>The end of a user name that somebody has is written wrongly.</summary>
    private void TellTypo(DateTimeOffset at, string id, int number, decimal amount) =>
        story.TellJob(at, token => InScopeAsync(async (s, t) => await SendAsync(s, id, $"{await UserNameAsync(s, number, t)}8", amount, "success", DemoSeed.Currency, t), token));

    private async Task AddAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var accounts = services.GetRequiredService<GatewayAccountService>();
        DemoSeed.Value(await accounts.AddAsync(
            SignedGateway.Key, new SaveGatewayAccount { Name = Processor, Fields = new(StringComparer.Ordinal) { [SignedGateway.Secret] = _secret } }, cancellationToken));
        DemoSeed.Value(await accounts.AddAsync(MpesaGateway.Key, new SaveGatewayAccount { Name = "M-Pesa", Mode = GatewayMode.Sandbox, Fields = providers.Mpesa.Fields }, cancellationToken));
        var stripe = DemoSeed.Value(await accounts.AddAsync(StripeGateway.Key, new SaveGatewayAccount { Name = "Stripe (card)", Mode = GatewayMode.Sandbox, Fields = providers.Stripe.Fields }, cancellationToken));
        // As somebody pastes the address into Stripe's dashboard.
        providers.Stripe.WebhookPath = services.GetRequiredService<GatewayCatalog>().Find(StripeGateway.Key)!.Info.Callbacks[0].UrlOf("", stripe);
    }

    private async Task SendAsync(IServiceProvider services, string id, string account, decimal amount, string status, string currency, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes(
            $$"""{"transaction_id":"{{id}}","customer_username":"{{account}}","amount":"{{amount.ToString("0.00", CultureInfo.InvariantCulture)}}","currency":"{{currency}}","status":"{{status}}","payment_method":"Mobile wallet"}""");
        var gateway = await services.GetRequiredService<AppDbContext>().Set<GatewayAccount>().AsNoTracking().SingleAsync(a => a.Gateway == SignedGateway.Key, cancellationToken);
        var headers = $"{SignedGateway.KeyHeader}: {gateway.Token}\n{SignedGateway.SignatureHeader}: {SignedHeader.Write(body, _secret, services.GetRequiredService<TimeProvider>().GetUtcNow())}";
        await services.GetRequiredService<GatewayInbox>().ReceiveAsync(gateway, new IncomingMessage(SignedGateway.Role, body, "203.0.113.40", headers), cancellationToken);
    }

    /// <summary>The oldest is shared out in part; one that belongs to nobody was sent back.</summary>
    private async Task SettleAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var (suspense, open) = (services.GetRequiredService<SuspenseService>(), await services.GetRequiredService<AppDbContext>().Set<SuspenseItem>().AsNoTracking()
            .Where(s => s.State == SuspenseState.Open).OrderBy(s => s.At).Take(2).ToListAsync(cancellationToken));
        DemoSeed.Value(await suspense.ReturnAsync(open[0].Id, new ReturnSuspense { Reason = "Sent back by the processor: the payer meant another provider." }, null, cancellationToken));
        DemoSeed.Value(await suspense.AssignAsync(
            open[1].Id, new AssignSuspense { CustomerId = made[44].CustomerId, Amount = 1000, Reason = "She showed the receipt on her phone; the rest is her neighbour's." }, null, cancellationToken));
    }

    /// <summary>The processor's list of those days: one payment is missing here, one is not in it, one has another amount.</summary>
    private async Task CompareAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var (tenant, list) = (await services.GetRequiredService<TenantQueries>().CurrentAsync(cancellationToken), new StringBuilder("Reference,Time,Amount,Status,Account\n"));
        foreach (var (i, number) in _payers.Index().Where(p => p.Index != 4))
            Line(now.AddDays(-15).AddHours(41 * i), $"ZP88{i}K41", 500 + (250 * i) + (i == 2 ? 50 : 0), "Success", await UserNameAsync(services, number, cancellationToken));
        Line(now.AddDays(-8), "ZP889B15", 1500, "Reversed", "RIFT-99");
        Line(now.AddDays(-6), "ZP888M07", 1250, "Success", await UserNameAsync(services, _payers[1], cancellationToken));
        var (reconciliations, gateway) = (services.GetRequiredService<ReconciliationService>(), await services.GetRequiredService<AppDbContext>().Set<GatewayAccount>().AsNoTracking().SingleAsync(a => a.Gateway == SignedGateway.Key, cancellationToken));
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(list.ToString()));
        var input = new NewReconciliation { AccountId = gateway.Id, From = tenant.DayOf(now.AddDays(-16)), To = tenant.DayOf(now.AddDays(-6)) };
        var draft = DemoSeed.Value(await reconciliations.UploadAsync(input, file, "ziwa-settlement.csv", cancellationToken));
        DemoSeed.Value(await reconciliations.MapAsync(draft.Id, new ReadStatement { Columns = ListColumns }, cancellationToken));
        DemoSeed.Value(await reconciliations.KeepAsync(draft.Id, cancellationToken));

        void Line(DateTimeOffset at, string id, decimal amount, string status, string account) =>
            list.Append(CultureInfo.InvariantCulture, $"{id},{TimeZoneInfo.ConvertTime(at, tenant.Zone):yyyy-MM-dd HH:mm:ss},{amount:0.00},{status},{account}\n");
    }

    private Task<string> UserNameAsync(IServiceProvider services, int number, CancellationToken cancellationToken) =>
        services.GetRequiredService<AppDbContext>().Set<Customer>().Where(c => c.Id == made[number].CustomerId).Select(c => c.MainUserName!).SingleAsync(cancellationToken);

    private async Task InScopeAsync(Func<IServiceProvider, CancellationToken, Task> work, CancellationToken cancellationToken, bool byHand = false)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(owner.TenantId);
        var actor = scope.ServiceProvider.GetRequiredService<CurrentActor>();
        if (byHand) actor.Use(ActorKind.Staff, owner.Id, owner.FullName, null);
        else actor.SpeakAs(Processor);
        await work(scope.ServiceProvider, cancellationToken);
    }
}
