using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Tests.Billing.Invoices;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Commands;

/// <summary>What the command line says of the books, in a process of its own.</summary>
public sealed class BooksCommandsTests
{
    [Fact]
    public async Task ExportInvoicesAndVerify_OfTheSameBooks_TellThem()
    {
        await using var app = await TestApp.StartAsync();
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        await app.InvoiceAsync(jane, 33333, taxed: true);
        await app.InvoiceAsync(jane);

        var exported = await ProgramRun.ToEndAsync(["export", "invoices", .. app.SameInstallation]);
        var verified = await ProgramRun.ToEndAsync(["verify", .. app.SameInstallation]);
        await app.Db(db => db.Set<CustomerBalance>().ExecuteUpdateAsync(set => set.SetProperty(b => b.OwedMinor, b => b.OwedMinor + 1)));
        var broken = await ProgramRun.ToEndAsync(["verify", .. app.SameInstallation]);

        exported.Code.ShouldBe(0, exported.Error);
        exported.Output.ShouldStartWith("Number,Kind,State,Issued,Due,Customer number,Customer,Currency,Net,Tax,Total,Paid,Credited,Open");
        exported.Output.ShouldContain(",Jane Doe,KES,333.33,53.33,386.66,0.00,0.00,386.66");
        verified.Code.ShouldBe(0, verified.Output + verified.Error);
        verified.Output.ShouldContain("checks, all hold.");
        broken.Code.ShouldBe(1);
        broken.Output.ShouldContain("BROKEN");
    }
}
