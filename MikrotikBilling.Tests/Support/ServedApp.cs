using Microsoft.AspNetCore.Identity;
using MikrotikBilling.Core.Staff;

namespace MikrotikBilling.Tests.Support;

/// <summary>One served program for all tests of a class, with the owner signed in. Tests that count rows take a program of their own.</summary>
public sealed class ServedApp : IAsyncLifetime
{
    private int _port = 2000;

    public TestApp App { get; private set; } = null!;

    public TestBrowser Owner { get; private set; } = null!;

    /// <summary>For a router that nothing answers for: no two at one address.</summary>
    public int FreePort() => Interlocked.Increment(ref _port);

    public async Task InitializeAsync()
    {
        App = await (await TestApp.StartAsync()).ServeAsync();
        Owner = await TestBrowser.SignedInAsync(App);
    }

    public async Task DisposeAsync()
    {
        Owner.Dispose();
        await App.DisposeAsync();
    }
}

public static class StaffScenario
{
    /// <summary>A browser signed in as somebody of that role.</summary>
    public static async Task<TestBrowser> SignedInAsAsync(this TestApp app, StaffRole role)
    {
        var email = $"{role}-{Guid.NewGuid():N}@test.example";
        var made = await app.With<UserManager<StaffMember>, IdentityResult>(users => users.CreateAsync(
            new StaffMember { TenantId = app.TenantId, FullName = $"A {role}", UserName = email, Email = email, Role = role }, TestApp.OwnerPassword));
        if (!made.Succeeded) throw new InvalidOperationException(made.Errors.First().Description);
        return await TestBrowser.SignedInAsync(app, email);
    }
}
