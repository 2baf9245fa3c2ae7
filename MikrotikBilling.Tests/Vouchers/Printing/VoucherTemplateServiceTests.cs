using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Vouchers.Printing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Vouchers.Printing;

public sealed class VoucherTemplateServiceTests
{
    [Theory, EachDatabase]
    public async Task Templates_BeforeOneIsSaved_AreTheStandardOneAndASlip(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);

        (await AllAsync(app)).ShouldHaveSingleItem().Name.ShouldBe("Standard");
        (await app.With<VoucherPrintQueries, VoucherTemplate>(q => q.SlipAsync(CancellationToken.None))).IsRoll.ShouldBeTrue();
    }

    [Theory, EachDatabase]
    public async Task Default_AlwaysIsOneOfThem(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var first = await app.TemplateAsync(PrintRoom.Kiosk);
        first.IsDefault.ShouldBeFalse();
        (await AllAsync(app)).Select(t => (t.Name, t.IsDefault)).ShouldBe([("Standard", true), ("Kiosk", false)]);

        var roll = await app.TemplateAsync(PrintRoom.Kiosk with { Name = "Roll", Paper = VoucherPaper.Roll80 });
        roll.IsDefault.ShouldBeFalse();
        (await EditAsync(app, roll.Id, PrintRoom.Kiosk with { Name = "Roll", Paper = VoucherPaper.Roll80, IsDefault = true })).Ok.ShouldBeTrue();
        (await AllAsync(app)).Select(t => (t.Name, t.IsDefault)).ShouldBe([("Roll", true), ("Kiosk", false), ("Standard", false)]);
        (await app.With<VoucherPrintQueries, VoucherTemplate>(q => q.SlipAsync(CancellationToken.None))).Id.ShouldBe(roll.Id);

        // Saved without the tick it stays the default: there must be one.
        (await EditAsync(app, roll.Id, PrintRoom.Kiosk with { Name = "Roll", Paper = VoucherPaper.Roll58 })).Ok.ShouldBeTrue();
        (await AllAsync(app))[0].Paper.ShouldBe(VoucherPaper.Roll58);

        (await app.With<VoucherTemplateService, Result>(s => s.DeleteAsync(roll.Id, CancellationToken.None))).Ok.ShouldBeTrue();
        (await AllAsync(app)).Select(t => (t.Name, t.IsDefault)).ShouldBe([("Kiosk", true), ("Standard", false)]);
        (await app.Db(db => db.Set<AuditEntry>().CountAsync(e => e.Subject == VoucherTemplateService.Subject))).ShouldBe(5);
    }

    [Theory, EachDatabase]
    public async Task Template_OfATakenNameOrAnOldVersion_IsRefused(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var kiosk = await app.TemplateAsync(PrintRoom.Kiosk);
        await app.TemplateAsync(PrintRoom.Kiosk with { Name = "Roll" });

        (await app.With<VoucherTemplateService, Result<VoucherTemplate>>(s => s.AddAsync(PrintRoom.Kiosk with { Name = " Kiosk " }, CancellationToken.None))).Refusal!.Code.ShouldBe("voucher-template.name");
        (await EditAsync(app, kiosk.Id, PrintRoom.Kiosk with { Name = "Roll" })).Refusal!.Field.ShouldBe("Name");
        (await EditAsync(app, kiosk.Id, PrintRoom.Kiosk with { WifiName = "Free" }, kiosk.Version)).Ok.ShouldBeTrue();
        (await EditAsync(app, kiosk.Id, PrintRoom.Kiosk, kiosk.Version)).Refusal!.Code.ShouldBe(Refusal.StaleCode);
        (await EditAsync(app, Guid.NewGuid(), PrintRoom.Kiosk)).Refusal!.IsNotFound.ShouldBeTrue();
    }

    private static Task<IReadOnlyList<VoucherTemplate>> AllAsync(TestApp app) => app.With<VoucherPrintQueries, IReadOnlyList<VoucherTemplate>>(q => q.TemplatesAsync(CancellationToken.None));

    private static Task<Result<VoucherTemplate>> EditAsync(TestApp app, Guid id, SaveVoucherTemplate input, int? version = null) =>
        app.With<VoucherTemplateService, Result<VoucherTemplate>>(s => s.EditAsync(id, input, version, CancellationToken.None));
}
