using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Web.Shell;
using NSubstitute;

namespace MikrotikBilling.Tests.Shell;

public sealed class NavigationTests
{
    private static readonly NavigationItem[] Items =
    [
        new("", 0, "Dashboard", "/", "dashboard"),
        new("Money", 30, "Payments", "/payments", "cash", "payments.view"),
        new("Network", 10, "Routers", "/routers", "router", "routers.view"),
        new("Network", 11, "Groups", "/routers/groups", "list", "routers.view"),
    ];

    private readonly IAuthorizationService _authorization = Substitute.For<IAuthorizationService>();

    public NavigationTests()
    {
        _authorization.AuthorizeAsync(Arg.Any<ClaimsPrincipal>(), Arg.Any<object?>(), Arg.Any<string>())
            .Returns(call => call.ArgAt<string>(2) == "routers.view" ? AuthorizationResult.Success() : AuthorizationResult.Failed());
    }

    [Fact]
    public async Task For_UserWithoutPolicy_HidesTheItem()
    {
        var view = await For("/");

        view.Groups.Select(group => group.Title).ShouldBe(["", "Network"]);
        view.Groups.SelectMany(group => group.Items).Select(item => item.Label).ShouldBe(["Dashboard", "Routers", "Groups"]);
    }

    [Theory]
    [InlineData("/", "Dashboard")]
    [InlineData("/routers/7/edit", "Routers")]
    [InlineData("/routers/groups/1", "Groups")]
    [InlineData("/elsewhere", null)]
    public async Task For_Path_MarksTheLongestPrefix(string path, string? label) => ((await For(path)).Active?.Label.InEnglish).ShouldBe(label);

    private Task<NavigationView> For(string path) => new Navigation(Items, _authorization).ForAsync(new ClaimsPrincipal(), path);
}
