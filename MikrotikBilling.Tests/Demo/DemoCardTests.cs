using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Stripe;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Tests.Browser;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Demo;

[Collection(nameof(DemoSite))]
public sealed class DemoCardTests(DemoSite site) : IDisposable
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(8));

    [Fact]
    public Task Card_ChosenOnTheSimulatedPage_PaysAnInvoiceOfTheDemo() => site.WithAsync(async services =>
    {
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        var db = services.GetRequiredService<AppDbContext>();
        services.GetRequiredService<CurrentTenant>().Use((await db.Set<Tenant>().SingleAsync(_limit.Token)).Id);
        var account = await db.Set<GatewayAccount>().AsNoTracking().SingleAsync(a => a.Gateway == StripeGateway.Key, _limit.Token);
        var invoice = await db.Set<Invoice>().AsNoTracking().FirstAsync(i => i.State == InvoiceState.Sent && i.Kind == InvoiceKind.Invoice, _limit.Token);
        var attempt = Scenario.Value(await services.GetRequiredService<AttemptService>().StartAsync(new RequestPayment { AccountId = account.Id, InvoiceId = invoice.Id }, site.Address.ToString().TrimEnd('/'), _limit.Token)).Attempt;

        var page = new Uri(attempt.RedirectUrl!);
        (await browser.GetStringAsync(page, _limit.Token)).ShouldContain("Simulated Stripe");
        using (var declined = await ChooseAsync(browser, page, "NoMoney")) (await declined.Content.ReadAsStringAsync(_limit.Token)).ShouldContain("insufficient funds");
        using var paid = await ChooseAsync(browser, page, "Pays");

        (paid.StatusCode, paid.Headers.Location!.AbsolutePath).ShouldBe((HttpStatusCode.SeeOther, $"/pay/back/{attempt.Id:N}"));
        // Told by the message alone: nobody has come back yet.
        (await db.Set<PaymentAttempt>().AsNoTracking().SingleAsync(a => a.Id == attempt.Id, _limit.Token)).State.ShouldBe(AttemptState.Succeeded);
        (await db.Set<Invoice>().AsNoTracking().SingleAsync(i => i.Id == invoice.Id, _limit.Token)).State.ShouldBe(InvoiceState.Paid);
        (await browser.GetStringAsync(page, _limit.Token)).ShouldContain("This page is complete.");
        return true;
    });

    public void Dispose() => _limit.Dispose();

    private async Task<HttpResponseMessage> ChooseAsync(HttpClient browser, Uri page, string card)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["card"] = card });
        return await browser.PostAsync(page, form, _limit.Token);
    }
}
