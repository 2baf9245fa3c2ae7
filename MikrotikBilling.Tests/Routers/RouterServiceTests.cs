using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Routers;

public class RouterServiceTests
{
    private static readonly string Fingerprint = new('A', 64);

    private static SaveRouter Tower => new("Tower", "10.20.0.1", null, false, "billing", "first secret");

    private static Task<Result<Router>> Add(TestApp app, SaveRouter input) => app.With<RouterService, Result<Router>>(s => s.AddAsync(input, CancellationToken.None));

    private static Task<Result<Router>> Edit(TestApp app, Router router, SaveRouter input, int? version = null) =>
        app.With<RouterService, Result<Router>>(s => s.EditAsync(router.Id, version ?? router.Version, input, CancellationToken.None));

    private static Task<Result> Delete(TestApp app, Guid id) => app.With<RouterService, Result>(s => s.DeleteAsync(id, CancellationToken.None));

    private static Task<Router> Stored(TestApp app, Guid id) => app.Db(db => db.Set<Router>().AsNoTracking().SingleAsync(r => r.Id == id));

    [Theory, EachDatabase]
    public async Task Add_NewRouter_IsUnknownAndItsPasswordIsEncrypted(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);

        var added = Scenario.Value(await Add(app, Tower));

        var stored = await app.Db(db => db.Set<Router>().AsNoTracking().Include(r => r.Status).SingleAsync(r => r.Id == added.Id));
        stored.Port.ShouldBe(8728);
        stored.Status!.State.ShouldBe(RouterState.Unknown);
        stored.ProtectedPassword.ShouldNotContain("first secret");
        (await app.With<SecretBox, string>(b => Task.FromResult(b.Reveal(stored.ProtectedPassword)))).ShouldBe("first secret");
    }

    [Theory, EachDatabase]
    public async Task Add_NameTaken_IsRefusedAtTheName(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        await Add(app, Tower);

        var second = await Add(app, Tower with { Host = "10.20.0.2" });

        second.Refusal!.Code.ShouldBe("router.duplicate-name");
        second.Refusal.Field.ShouldBe(nameof(SaveRouter.Name));
    }

    [Theory, EachDatabase]
    public async Task Add_AddressTaken_IsRefusedAtTheHost(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        await Add(app, Tower);

        var second = await Add(app, Tower with { Name = "Mast" });

        second.Refusal!.Code.ShouldBe("router.duplicate-address");
        second.Refusal.Field.ShouldBe(nameof(SaveRouter.Host));
    }

    [Fact]
    public async Task Add_WithoutPassword_IsRefused()
    {
        await using var app = await TestApp.StartAsync();

        (await Add(app, Tower with { Password = null })).Refusal!.Code.ShouldBe("router.password-missing");
    }

    [Fact]
    public async Task Edit_SameAddressWithoutPassword_KeepsThePassword()
    {
        await using var app = await TestApp.StartAsync();
        var router = Scenario.Value(await Add(app, Tower));

        Scenario.Value(await Edit(app, router, Tower with { Name = "Mast", Password = null }));

        var stored = await Stored(app, router.Id);
        stored.Name.ShouldBe("Mast");
        stored.ProtectedPassword.ShouldBe(router.ProtectedPassword);
    }

    [Theory]
    [InlineData("10.20.0.9", null, false)]
    [InlineData("10.20.0.1", 8999, false)]
    [InlineData("10.20.0.1", 8728, true)]
    public async Task Edit_OtherAddressWithoutPassword_IsRefused(string host, int? port, bool tls)
    {
        await using var app = await TestApp.StartAsync();
        var router = Scenario.Value(await Add(app, Tower));

        var edited = await Edit(app, router, Tower with { Host = host, Port = port, UseTls = tls, Password = null });

        edited.Refusal!.Code.ShouldBe("router.password-missing");
        (await Stored(app, router.Id)).Host.ShouldBe("10.20.0.1");
    }

    [Fact]
    public async Task Edit_OtherAddress_ForgetsTheTrustedCertificate()
    {
        await using var app = await TestApp.StartAsync();
        var router = Scenario.Value(await Add(app, Tower with { UseTls = true, TrustedCertificate = Fingerprint }));
        router.PinnedCertificate.ShouldBe(Fingerprint);

        Scenario.Value(await Edit(app, router, Tower with { UseTls = true, Host = "10.20.0.9" }));

        (await Stored(app, router.Id)).PinnedCertificate.ShouldBeNull();
    }

    [Theory, EachDatabase]
    public async Task Edit_OfAnOldVersion_IsStaleAndChangesNothing(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var router = Scenario.Value(await Add(app, Tower));
        Scenario.Value(await Edit(app, router, Tower with { Name = "First" }, version: 0));

        var late = await Edit(app, router, Tower with { Name = "Late" }, version: 0);

        late.Refusal!.Code.ShouldBe(Refusal.StaleCode);
        (await Stored(app, router.Id)).Name.ShouldBe("First");
    }

    [Fact]
    public async Task Edit_OfAnotherTenant_IsNotFound()
    {
        await using var app = await TestApp.StartAsync();

        var edited = await app.With<RouterService, Result<Router>>(s => s.EditAsync(Guid.CreateVersion7(), 0, Tower, CancellationToken.None));

        edited.Refusal!.IsNotFound.ShouldBeTrue();
    }

    [Fact]
    public async Task Trust_WrongFingerprint_IsRefused()
    {
        await using var app = await TestApp.StartAsync();
        var router = Scenario.Value(await Add(app, Tower));

        (await app.With<RouterService, Result>(s => s.TrustCertificateAsync(router.Id, "zz", CancellationToken.None))).Refusal!.Code.ShouldBe("router.certificate-invalid");
    }

    [Theory, EachDatabase]
    public async Task Delete_InUse_IsRefusedNamingCustomers(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var router = Scenario.Value(await Add(app, Tower));
        var profile = await app.ProfileAsync();
        await app.CustomerAsync(router, profile, "Achieng Otieno");

        var deleted = await Delete(app, router.Id);

        deleted.Refusal!.Code.ShouldBe("router.in-use");
        deleted.Refusal.Message.ShouldContain("Achieng Otieno");
        (await app.Db(db => db.Set<Router>().CountAsync())).ShouldBe(1);
    }

    [Theory, EachDatabase]
    public async Task Delete_Unused_TakesItsStateWithIt(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var router = Scenario.Value(await Add(app, Tower));

        (await Delete(app, router.Id)).Ok.ShouldBeTrue();

        (await app.Db(db => db.Set<RouterStatus>().CountAsync())).ShouldBe(0);
    }
}
