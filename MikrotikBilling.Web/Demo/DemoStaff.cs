using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Staff;

namespace MikrotikBilling.Web.Demo;

/// <summary>Colleagues of the owner, one of each role, who sign in with the same password; and one who has not come yet.</summary>
internal sealed class DemoStaff(IServiceScopeFactory scopes, DemoClock clock, StaffMember owner)
{
    public const string SupportEmail = "support@demo.example";
    public const string AccountantEmail = "accounts@demo.example";

    private const string OfficeComputer = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
    private const string Telephone = "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";

    public async Task MakeAsync(string password, DateTimeOffset now, CancellationToken cancellationToken)
    {
        clock.TravelTo(now.AddDays(-200));
        await JoinAsync(new SaveStaff("Brian Kiptoo", SupportEmail, "brian", StaffRole.Support, "0722 410 233"), password, cancellationToken);
        clock.TravelTo(now.AddDays(-90));
        await JoinAsync(new SaveStaff("Grace Wanjiru", AccountantEmail, "grace", StaffRole.Accountant, "0733 518 904"), password, cancellationToken);
        clock.TravelTo(now.AddDays(-3));
        await SignInAsync(SupportEmail, password, new SignInOrigin("10.20.0.31", Telephone, IsApi: false), cancellationToken);
        clock.TravelTo(now.AddDays(-2));
        await InviteAsync(new SaveStaff("Peter Mwangi", "peter@demo.example", null, StaffRole.Support, null), cancellationToken);
        clock.TravelTo(now.AddHours(-3));
        await SignInAsync(SupportEmail, password, new SignInOrigin("10.20.0.14", OfficeComputer, IsApi: false), cancellationToken);
        await SignInAsync(SupportEmail, password, new SignInOrigin("10.20.0.5", "curl/8.5.0", IsApi: true), cancellationToken);
        await SignInAsync(AccountantEmail, password, new SignInOrigin("10.20.0.17", OfficeComputer, IsApi: false), cancellationToken);
    }

    private async Task JoinAsync(SaveStaff person, string password, CancellationToken cancellationToken)
    {
        var invited = await InviteAsync(person, cancellationToken);
        await using var scope = scopes.CreateAsyncScope();
        DemoSeed.Value(await scope.ServiceProvider.GetRequiredService<PasswordLinkService>()
            .UseAsync(invited.Link.Code, password, new SignInOrigin("10.20.0.14", OfficeComputer, IsApi: false), cancellationToken));
    }

    private async Task<Invited> InviteAsync(SaveStaff person, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(owner.TenantId);
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Use(ActorKind.Staff, owner.Id, owner.FullName, null);
        return DemoSeed.Value(await scope.ServiceProvider.GetRequiredService<StaffMemberService>().InviteAsync(person, cancellationToken));
    }

    private async Task SignInAsync(string email, string password, SignInOrigin origin, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        DemoSeed.Value(await scope.ServiceProvider.GetRequiredService<SignInService>().SignInAsync(email, password, origin, cancellationToken));
    }
}
