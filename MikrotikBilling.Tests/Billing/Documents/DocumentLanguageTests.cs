using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Notifications.Templates;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Tests.Billing.Invoices;
using MikrotikBilling.Tests.Notifications;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Features.Billing.Documents;
using MikrotikBilling.Web.Features.Design;
using MikrotikBilling.Web.Shell.Printing;
using static System.Threading.CancellationToken;

namespace MikrotikBilling.Tests.Billing.Documents;

/// <summary>Documents are for customers: they are said in the company's language, whoever of the staff looks at them.</summary>
public sealed class DocumentLanguageTests
{
    [Theory]
    [InlineData("sw", "Ankara", "Kiasi cha kulipa", "4 Feb 2026")]
    [InlineData("bn", "ইনভয়েস", "বকেয়া পরিমাণ", "ফেব")]
    [InlineData("es", "Factura", "Saldo por pagar", "feb")]
    public async Task Document_IsSaidInItsLanguage_NotInThatOfTheReader(string code, string title, string due, string month)
    {
        await using var app = await TestApp.StartAsync();
        Language.Use(Language.Find(code == "es" ? "sw" : "es")!);

        var html = WebUtility.HtmlDecode(await app.Services.GetRequiredService<DocumentHtml>().RenderAsync<InvoiceDocument>(new { View = DesignDocuments.Invoice() with { Language = Language.Find(code)!, IssuedOn = new DateOnly(2026, 2, 4) } }, "INV"));

        html.ShouldContain($"<html lang=\"{code}\"");
        html.ShouldContain(title);
        html.ShouldContain(due);
        html.ShouldContain(month);
        Language.Current.Code.ShouldNotBe(code);
    }

    [Fact]
    public async Task Receipt_OnThePageOfSomebodyElse_IsInTheCompanysLanguage()
    {
        await using var app = await (await TestApp.StartAsync(clock: new FakeClock())).ServeAsync();
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(days: 30));
        await app.AddressAsync(jane);
        await SayAsync(app, company: "sw", owner: "es");
        using var owner = await TestBrowser.SignedInAsync(app);

        var payment = Scenario.Value(await app.PayAsync(jane, 1600)).Payment;
        var html = await owner.TextAsync($"/payments/{payment.Id}/receipt");

        html.ShouldContain("<html lang=\"es\"");
        html.ShouldContain("Imprimir");
        html.ShouldContain("lang=\"sw\">");
        foreach (var said in (string[])["Stakabadhi", "Imepokelewa kutoka kwa", "Imewekwa kama salio"]) html.ShouldContain(said);
        var email = (await app.EmailsAsync()).ShouldHaveSingleItem();
        email.Subject.ShouldBe("Tumepokea malipo yako ya KES 1,600.00");
        email.Text.ShouldContain("Yamelipia: Home 10 (jane.doe)");
    }

    [Fact]
    public async Task Notice_ByEmail_IsInTheLanguageOfWhoeverGetsIt()
    {
        var (app, _) = await EmailStory.StartAsync();
        await using var __ = app;
        await SayAsync(app, company: "sw", owner: "es");

        await app.RaiseAsync("tower");

        var email = (await app.EmailsAsync()).ShouldHaveSingleItem();
        email.Text.ShouldContain("Hola, Olive Owner:");
        email.Text.ShouldContain("Usted decide qué avisos recibe");
    }

    [Theory]
    [InlineData("sw"), InlineData("bn"), InlineData("es")]
    public async Task Templates_InEachLanguage_CanBeSavedAsTheyAre(string code)
    {
        await using var app = await TestApp.StartAsync();
        await SayAsync(app, company: code, owner: null);

        foreach (var kind in app.Services.GetRequiredService<EmailTemplateCatalog>().All)
        {
            var words = await app.With<EmailTemplateQueries, TemplateWords>(q => q.WordsAsync(kind, None));
            EmailTemplateService.Problems(kind, new SaveEmailTemplate { Subject = words.Subject, Body = words.Body }).ShouldBeEmpty(kind.Key);
            words.Body.ShouldNotBe(kind.Body.InEnglish);
        }
    }

    private static async Task SayAsync(TestApp app, string company, string? owner)
    {
        await app.Db(db => db.Set<Tenant>().Where(t => t.Id == app.TenantId).ExecuteUpdateAsync(set => set.SetProperty(t => t.Language, company)));
        app.Services.GetRequiredService<TenantCache>().Forget(app.TenantId);
        await app.Db(db => db.Set<StaffMember>().ExecuteUpdateAsync(set => set.SetProperty(s => s.Language, owner)));
    }
}
