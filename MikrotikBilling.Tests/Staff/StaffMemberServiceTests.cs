using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Staff;

public class StaffMemberServiceTests
{
    private static readonly SaveStaff Sue = new("Sue Support", "sue@test.example", "sue", StaffRole.Support, "0712 345 678");

    [Theory, EachDatabase]
    public async Task Invite_Person_IsInvitedAndRecorded(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);

        var invited = await app.Invite(Sue);

        var line = (await app.With<StaffQueries, StaffLine?>(q => q.FindAsync(invited.Staff.Id, CancellationToken.None)))!;
        line.State.ShouldBe(StaffState.Invited);
        (line.FullName, line.Email, line.UserName, line.Phone, line.Role).ShouldBe(("Sue Support", "sue@test.example", "sue", "+254712345678", StaffRole.Support));
        var history = await app.With<AuditQueries, IReadOnlyList<AuditLine>>(q => q.OfSubjectAsync(invited.Staff.Id, 5, CancellationToken.None));
        history.ShouldHaveSingleItem().Action.ShouldBe("staff.invited");
        history[0].Summary.ShouldNotContain(invited.Link.Code);
        (await app.Db(db => db.Set<StaffMember>().Where(s => s.Id == invited.Staff.Id).Select(s => s.LinkHash).SingleAsync()))!.ShouldNotContain(invited.Link.Code);
    }

    [Theory, EachDatabase]
    public async Task Invite_EmailOrUserNameOfSomebody_IsRefusedAtItsField(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        await app.Invite(Sue);

        (await app.TryInvite(Sue with { Email = "SUE@test.example", UserName = null })).Refusal!.Field.ShouldBe("Email");
        (await app.TryInvite(Sue with { Email = "SUE@test.example", UserName = "other" })).Refusal!.Field.ShouldBe("Email");
        (await app.TryInvite(Sue with { Email = "sue2@test.example", UserName = "SUE" })).Refusal!.Field.ShouldBe("UserName");
        (await app.TryInvite(Sue with { Email = "sue3@test.example", UserName = null, Phone = "12" })).Refusal!.Field.ShouldBe("Phone");
    }

    [Theory, EachDatabase]
    public async Task LastOwner_CanNeitherBeDemotedNorDeactivatedNorDeleted(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var owner = await app.OwnerAsync();
        await app.Invite(Sue with { Role = StaffRole.Owner }); // who cannot sign in yet does not count

        (await app.Demote(owner)).Refusal!.Code.ShouldBe("staff.last-owner");
        (await app.With<StaffMemberService, Result<StaffMember>>(s => s.DeactivateAsync(owner.Id, CancellationToken.None))).Refusal!.Code.ShouldBe("staff.last-owner");
        (await app.With<StaffMemberService, Result>(s => s.DeleteAsync(owner.Id, CancellationToken.None))).Refusal!.Code.ShouldBe("staff.last-owner");

        (await app.OwnerAsync()).ShouldBe(owner);
    }

    [Theory, EachDatabase]
    public async Task TwoOwners_DemotingEachOtherAtTheSameMoment_LeaveOne(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var first = await app.OwnerAsync();
        var second = StaffLine.Of((await app.JoinAsync(Sue with { Role = StaffRole.Owner })).Staff!);
        for (var round = 0; round < 10; round++)
        {
            (first, second) = (await app.LineAsync(first.Id), await app.LineAsync(second.Id));

            var results = await Task.WhenAll(Task.Run(() => app.Demote(first, by: second.Id)), Task.Run(() => app.Demote(second, by: first.Id)));

            results.Count(r => r.Ok).ShouldBe(1);
            results.Single(r => !r.Ok).Refusal!.Code.ShouldBe("staff.last-owner");
            await app.Db(db => db.Set<StaffMember>().Where(s => s.Id == first.Id || s.Id == second.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.Role, StaffRole.Owner)));
        }
    }

    [Fact]
    public async Task Deactivate_Oneself_IsRefused()
    {
        await using var app = await TestApp.StartAsync();
        var second = (await app.JoinAsync(Sue with { Role = StaffRole.Owner })).Staff!;

        var refused = await app.As(second.Id, s => s.GetRequiredService<StaffMemberService>().DeactivateAsync(second.Id, CancellationToken.None));

        refused.Refusal!.Code.ShouldBe("staff.self");
    }

    [Fact]
    public async Task Owner_TheirOwnEmailAndPasswordLink_AreLeftToTheAccount()
    {
        await using var app = await TestApp.StartAsync();
        var owner = await app.OwnerAsync();

        var edited = await app.As(owner.Id, s => s.GetRequiredService<StaffMemberService>().EditAsync(owner.Id, owner.Version,
            new SaveStaff(owner.FullName, "new@test.example", null, StaffRole.Owner, null), CancellationToken.None));
        var link = await app.As(owner.Id, s => s.GetRequiredService<PasswordLinkService>().RenewAsync(owner.Id, CancellationToken.None));

        edited.Refusal!.Code.ShouldBe("staff.own-email");
        link.Refusal!.Code.ShouldBe("staff.own-password");
    }

    [Theory, EachDatabase]
    public async Task Delete_NeverSignedIn_IsGone(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var invited = await app.Invite(Sue);

        (await app.With<StaffMemberService, Result>(s => s.DeleteAsync(invited.Staff.Id, CancellationToken.None))).Ok.ShouldBeTrue();

        (await app.With<StaffQueries, StaffLine?>(q => q.FindAsync(invited.Staff.Id, CancellationToken.None))).ShouldBeNull();
    }

    [Fact]
    public async Task Delete_WhoSignedIn_IsRefused()
    {
        await using var app = await TestApp.StartAsync();
        var joined = await app.JoinAsync(Sue);

        (await app.With<StaffMemberService, Result>(s => s.DeleteAsync(joined.StaffId, CancellationToken.None))).Refusal!.Code.ShouldBe("staff.in-history");
    }

    [Fact]
    public async Task Edit_Stale_IsRefused()
    {
        await using var app = await TestApp.StartAsync();
        var sue = StaffLine.Of((await app.Invite(Sue)).Staff);
        await app.EditAsync(sue, Sue with { FullName = "First" });

        (await app.EditAsync(sue, Sue with { FullName = "Second" })).Refusal!.Code.ShouldBe(Refusal.StaleCode);

        (await app.LineAsync(sue.Id)).FullName.ShouldBe("First");
    }

    [Fact]
    public async Task Edit_EmailWithoutUserName_SignsInWithTheNewOne()
    {
        await using var app = await TestApp.StartAsync();
        var sue = StaffLine.Of((await app.JoinAsync(Sue with { UserName = null })).Staff!);

        (await app.EditAsync(sue, Sue with { UserName = null, Email = "susan@test.example" })).Ok.ShouldBeTrue();

        (await app.SignInAsync("susan@test.example")).Ok.ShouldBeTrue();
        (await app.SignInAsync(Sue.Email)).Ok.ShouldBeFalse();
    }

    [Theory]
    [InlineData("SUE")]
    [InlineData(" sue ")]
    [InlineData("Sue@Test.example")]
    public async Task SignIn_UserNameOrEmailInAnyCase_Opens(string name)
    {
        await using var app = await TestApp.StartAsync();
        await app.JoinAsync(Sue);

        (await app.SignInAsync(name)).Ok.ShouldBeTrue();
    }

    [Theory, EachDatabase]
    public async Task List_SearchRoleStateAndPages_FindTheRightPeople(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        await app.JoinAsync(Sue);
        for (var i = 0; i < StaffQueries.PageSize; i++) await app.Invite(new SaveStaff($"Ann {i % 7}", $"ann{i}@test.example", null, StaffRole.Accountant, null));

        (await Names("0712", null, null)).ShouldBeEmpty(); // stored as dialled from abroad
        (await Names("712345", null, null)).ShouldBe(["Sue Support"]);
        (await Names("SUE@", StaffRole.Support, StaffState.Active)).ShouldBe(["Sue Support"]);
        (await Names(null, StaffRole.Support, StaffState.Invited)).ShouldBeEmpty();
        (await Names(null, null, StaffState.Deactivated)).ShouldBeEmpty();
        (await Names(null, StaffRole.Accountant, StaffState.Invited)).Count.ShouldBe(StaffQueries.PageSize);

        var first = await Page(null);
        var second = await Page(first.Next);
        first.Items.Count.ShouldBe(StaffQueries.PageSize);
        second.Next.ShouldBeNull();
        first.Items.Concat(second.Items).Select(s => s.Id).Distinct().Count().ShouldBe(StaffQueries.PageSize + 2);

        async Task<List<string>> Names(string? search, StaffRole? role, StaffState? state) =>
            [.. (await app.With<StaffQueries, Page<StaffLine>>(q => q.ListAsync(search, role, state, null, CancellationToken.None))).Items.Select(s => s.FullName)];

        Task<Page<StaffLine>> Page(string? cursor) => app.With<StaffQueries, Page<StaffLine>>(q => q.ListAsync(null, null, null, cursor, CancellationToken.None));
    }

    [Fact]
    public async Task AnotherTenantsPerson_IsNotThere()
    {
        await using var app = await TestApp.StartAsync();
        var owner = await app.OwnerAsync();
        var elsewhere = Guid.CreateVersion7();
        await app.Db(db => db.Set<StaffMember>().ExecuteUpdateAsync(set => set.SetProperty(s => s.TenantId, elsewhere)));

        (await app.With<StaffQueries, StaffLine?>(q => q.FindAsync(owner.Id, CancellationToken.None))).ShouldBeNull();
        (await app.With<StaffQueries, Page<StaffLine>>(q => q.ListAsync(null, null, null, null, CancellationToken.None))).Items.ShouldBeEmpty();
        (await app.With<StaffQueries, IReadOnlyList<SessionLine>>(q => q.SessionsAsync(owner.Id, CancellationToken.None))).ShouldBeEmpty();
        (await app.Demote(owner)).Refusal!.IsNotFound.ShouldBeTrue();
        (await app.With<StaffMemberService, Result<StaffMember>>(s => s.DeactivateAsync(owner.Id, CancellationToken.None))).Refusal!.IsNotFound.ShouldBeTrue();
        (await app.With<PasswordLinkService, Result<Invited>>(s => s.RenewAsync(owner.Id, CancellationToken.None))).Refusal!.IsNotFound.ShouldBeTrue();
        (await app.With<StaffSessionService, Result>(s => s.EndAllAsync(owner.Id, null, CancellationToken.None))).Refusal!.IsNotFound.ShouldBeTrue();
    }
}
