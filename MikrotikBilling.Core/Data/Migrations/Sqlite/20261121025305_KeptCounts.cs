using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class KeptCounts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "CountChanges",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Key = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Change = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CountChanges", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_CustomerSessions_SubscriptionId",
                table: "CustomerSessions",
                column: "SubscriptionId",
                filter: "\"EndedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Customers_TenantId_MainProfileId_MainExpiresAt_Id",
                table: "Customers",
                columns: new[] { "TenantId", "MainProfileId", "MainExpiresAt", "Id" },
                filter: "\"ArchivedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Customers_TenantId_MainRouterId_MainExpiresAt_Id",
                table: "Customers",
                columns: new[] { "TenantId", "MainRouterId", "MainExpiresAt", "Id" },
                filter: "\"ArchivedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_CountChanges_TenantId_Name_Key",
                table: "CountChanges",
                columns: new[] { "TenantId", "Name", "Key" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "CountChanges");

            migrationBuilder.DropIndex(
                name: "IX_CustomerSessions_SubscriptionId",
                table: "CustomerSessions");

            migrationBuilder.DropIndex(
                name: "IX_Customers_TenantId_MainProfileId_MainExpiresAt_Id",
                table: "Customers");

            migrationBuilder.DropIndex(
                name: "IX_Customers_TenantId_MainRouterId_MainExpiresAt_Id",
                table: "Customers");
        }
    }
}
