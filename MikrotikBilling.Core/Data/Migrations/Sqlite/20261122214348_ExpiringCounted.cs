using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ExpiringCounted : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Subscriptions_TenantId_Status_ExpiresAt",
                table: "Subscriptions");

            migrationBuilder.CreateIndex(
                name: "IX_Subscriptions_TenantId_Status_ExpiresAt_ProfileId_IsGuest",
                table: "Subscriptions",
                columns: new[] { "TenantId", "Status", "ExpiresAt", "ProfileId", "IsGuest" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Subscriptions_TenantId_Status_ExpiresAt_ProfileId_IsGuest",
                table: "Subscriptions");

            migrationBuilder.CreateIndex(
                name: "IX_Subscriptions_TenantId_Status_ExpiresAt",
                table: "Subscriptions",
                columns: new[] { "TenantId", "Status", "ExpiresAt" });
        }
    }
}
