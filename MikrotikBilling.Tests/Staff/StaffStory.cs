using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Staff;

/// <summary>Sentences about staff.</summary>
internal static class StaffStory
{
    public static readonly SignInOrigin Here = new("127.0.0.1", null, IsApi: false);

    public static async Task<Invited> Invite(this TestApp app, SaveStaff person) => Scenario.Value(await app.TryInvite(person));

    public static Task<Result<Invited>> TryInvite(this TestApp app, SaveStaff person) =>
        app.With<StaffMemberService, Result<Invited>>(s => s.InviteAsync(person, CancellationToken.None));

    /// <summary>Invited, and came with the password of the tests.</summary>
    public static async Task<StaffSession> JoinAsync(this TestApp app, SaveStaff person)
    {
        var invited = await app.Invite(person);
        var joined = Scenario.Value(await app.UseAsync(invited.Link.Code));
        return await app.Db(db => db.Set<StaffSession>().AsNoTracking().Include(s => s.Staff).SingleAsync(s => s.Id == joined.Id));
    }

    public static Task<Result<StaffSession>> UseAsync(this TestApp app, string? code, string password = TestApp.OwnerPassword) =>
        app.With<PasswordLinkService, Result<StaffSession>>(s => s.UseAsync(code, password, Here, CancellationToken.None));

    public static Task<Result<StaffSession>> SignInAsync(this TestApp app, string name, string password = TestApp.OwnerPassword) =>
        app.With<SignInService, Result<StaffSession>>(s => s.SignInAsync(name, password, Here, CancellationToken.None));

    public static async Task<StaffLine> OwnerAsync(this TestApp app) =>
        StaffLine.Of(await app.Db(db => db.Set<StaffMember>().AsNoTracking().SingleAsync(s => s.Email == TestApp.OwnerEmail)));

    public static async Task<StaffLine> LineAsync(this TestApp app, Guid id) =>
        StaffLine.Of(await app.Db(db => db.Set<StaffMember>().AsNoTracking().SingleAsync(s => s.Id == id)));

    public static Task<Result<StaffMember>> EditAsync(this TestApp app, StaffLine person, SaveStaff input) =>
        app.With<StaffMemberService, Result<StaffMember>>(s => s.EditAsync(person.Id, person.Version, input, CancellationToken.None));

    public static Task<Result<StaffMember>> Demote(this TestApp app, StaffLine person, Guid? by = null) => app.As(by ?? person.Id, s =>
        s.GetRequiredService<StaffMemberService>().EditAsync(person.Id, person.Version,
            new SaveStaff(person.FullName, person.Email, person.UserName, StaffRole.Support, person.Phone), CancellationToken.None));

    public static async Task SetRoleAsync(this TestApp app, Guid id, StaffRole role)
    {
        var person = await app.LineAsync(id);
        Scenario.Value(await app.EditAsync(person, new SaveStaff(person.FullName, person.Email, person.UserName, role, person.Phone)));
    }

    /// <summary>Work in a scope that somebody does.</summary>
    public static Task<T> As<T>(this TestApp app, Guid staffId, Func<IServiceProvider, Task<T>> work) => app.ScopeAsync(services =>
    {
        services.GetRequiredService<CurrentActor>().Use(ActorKind.Staff, staffId, "Somebody", null);
        return work(services);
    });
}
